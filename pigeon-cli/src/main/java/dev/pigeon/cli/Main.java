package dev.pigeon.cli;

/** The program. */
public final class Main {

  private Main() {}

  /** Does what the words say; its exit code is the process's. */
  public static void main(String[] words) {
    QuitProbe.open(); // whatever the words say, the launcher's file must go
    if (words.length == 1 && words[0].equals("--version")) {
      System.out.print(Version.text());
      return;
    }
    System.err.println("pigeon: nothing but --version works yet");
    System.exit(2);
  }
}
