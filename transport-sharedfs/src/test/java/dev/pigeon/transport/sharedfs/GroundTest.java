package dev.pigeon.transport.sharedfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroundTest {
  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay"})
  void aLocalTypeNeedsNoCare(String type) {
    Ground ground = on(type, FileSystemKind.AUTO);
    assertTrue(ground.local() && ground.notifies());
    assertEquals("known local type", ground.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs4", "cifs", "fuse.sshfs", "fuse.glusterfs", "lustre"})
  void aNetworkTypeIsNamedAsOne(String type) {
    Ground ground = on(type, FileSystemKind.AUTO);
    assertFalse(ground.local() || ground.notifies());
    assertEquals("network type", ground.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fuse.somethingnew", "vxfs", "unknown"})
  void anUnknownTypeIsHandledWithCareAndSaysHowToSpareIt(String type) {
    Ground ground = on(type, FileSystemKind.AUTO);
    assertFalse(ground.local() || ground.notifies());
    assertTrue(ground.reason().contains("unknown type"), ground::reason);
    assertTrue(ground.reason().contains("filesystem = local"), ground::reason);
  }

  @Test
  void theSettingHasTheLastWord() {
    assertTrue(on("nfs4", FileSystemKind.LOCAL).local());
    assertFalse(on("ext4", FileSystemKind.NETWORK).local());
  }

  private static Ground on(String type, FileSystemKind kind) {
    return Ground.of(Path.of("/share"), type, true, kind);
  }
}
