package dev.pigeon.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells one process from every other, wherever its claim is read: the machine since its last
 * boot, the namespace that its process id counts in, and its start by the kernel's clock. A host's
 * name is no proof, since containers share names, and neither is a process id.
 */
public final class ProcessMark {
  private ProcessMark() {}

  /** This process's; empty where that cannot be told. */
  public static String own() {
    String place = place();
    String start = start("self");
    return place.isEmpty() || start.isEmpty() ? "" : place + ':' + start;
  }

  /** Boot and namespace of this process: what two marks must share to be compared. */
  static String place() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return boot + ':' + space.replaceAll("[^0-9]", "");
    } catch (IOException e) {
      return ""; // no Linux, or none that shows its processes
    }
  }

  /** When a process started, in the kernel's ticks; empty if there is none. */
  static String start(String pid) {
    try {
      ProcessStat stat = ProcessStat.of(pid);
      return stat.ended() ? "" : stat.start();
    } catch (IOException e) {
      return "";
    }
  }
}
