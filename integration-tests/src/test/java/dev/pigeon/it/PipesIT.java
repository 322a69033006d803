package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without a terminal, three pipes: lines 8 to 12 of what a user takes for granted. */
@Timeout(300)
class PipesIT {
  @TempDir static Path folder;
  static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.serve();
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @Test
  @DisplayName("8: without a terminal the command has none either")
  void noTerminalMeansPipes() throws Exception {
    String ask = "for i in 0 1 2; do test -t $i; echo $?; done";
    typed("pigeon '" + ask + "'").gave(0, "1\n1\n1\n");
    typed("pigeon -T '" + ask + "'").gave(0, "1\n1\n1\n");
  }

  @Test
  @DisplayName("9: a hundred megabytes of every byte value come back as they went")
  void aHundredMegabytesComeBackUnchanged() throws Exception {
    typed(
            """
            head -c 100000000 /dev/urandom > random.bin
            pigeon cat < random.bin | cmp - random.bin
            echo ${PIPESTATUS[*]}
            rm random.bin
            """)
        .gave(0, "0 0\n");
  }

  @Test
  @DisplayName("9: standard error stays apart, and each stream keeps its order")
  void theStreamsStayApartAndInOrder() throws Exception {
    Ran ran = typed("pigeon 'for i in $(seq 2000); do echo o$i; echo e$i >&2; done'");
    String numbers =
        IntStream.rangeClosed(1, 2000).mapToObj(i -> "o" + i + "\n").collect(Collectors.joining());
    ran.ended(0);
    assertEquals(numbers, ran.out());
    assertEquals(numbers.replace('o', 'e'), ran.err());
  }

  @Test
  @DisplayName("9: nothing turns line ends")
  void lineEndsStay() throws Exception {
    typed("pigeon \"printf 'a\\nb\\r\\nc\\rd'\"").gave(0, "a\nb\r\nc\rd");
    typed("printf 'a\\nb\\r\\n\\004\\003\\032' | pigeon cat").gave(0, "a\nb\r\n\004\003\032");
  }

  @Test
  @DisplayName("10: the end of input reaches the command")
  void theEndOfInputArrives() throws Exception {
    typed("printf 'b\\nc\\na\\n' > file; pigeon sort < file").gave(0, "a\nb\nc\n");
    typed("pigeon cat < /dev/null").gave(0, "");
  }

  @Test
  @DisplayName("10: a closed standard input is an empty one, a closed output a failure")
  void closedStreamsAreNoOtherFiles() throws Exception {
    typed("pigeon cat <&-").gave(0, "");
    typed("pigeon 'echo out; echo err >&2' 2>&-").gave(0, "out\n");
    assertTrue(typed("pigeon 'echo lost' >&-").complained(255).contains("standard output"));
  }

  @Test
  @DisplayName("10: a tree travels through tar, there and back")
  void aTreeTravelsThroughTar() throws Exception {
    typed(
            """
            mkdir -p tree/sub there back
            printf 'one\\n' > tree/a; head -c 300000 /dev/urandom > tree/sub/b; ln -s a tree/link
            tar c -C tree . | pigeon tar x -C "$PWD/there"; echo ${PIPESTATUS[*]}
            pigeon tar c -C there . | tar x -C back; echo ${PIPESTATUS[*]}
            diff -r tree there && diff -r tree back && readlink back/link
            """)
        .gave(0, "0 0\n0 0\na\n");
  }

  @Test
  @DisplayName("10: a command may write on after its input has ended")
  void outputGoesOnAfterTheInput() throws Exception {
    typed("echo last | pigeon 'cat; for i in 1 2 3; do sleep 0.5; echo $i; done'")
        .gave(0, "last\n1\n2\n3\n");
  }

  @Test
  @DisplayName("10: input and output flow while both are open")
  void aDialogueWorks() throws Exception {
    try (Running talk =
        site.client()
            .startPigeon(site.project(), "while read -r l; do echo \"heard $l\"; done; echo end")) {
      talk.type("one\n");
      talk.says("heard one\n");
      talk.type("two\n");
      talk.says("heard two\n");
      talk.in().close();
      talk.finish().gave(0, "heard one\nheard two\nend\n");
    }
  }

  @Test
  @DisplayName("10: a command that reads nothing ends although its input goes on")
  void inputThatNobodyReadsHoldsNothingUp() throws Exception {
    typed("head -c 80000000 /dev/zero | pigeon true; echo ${PIPESTATUS[1]}").gave(0, "0\n");
    try (Running open = site.client().startPigeon(site.project(), "echo done")) {
      open.finish().gave(0, "done\n");
    }
  }

  @Test
  @DisplayName("10: the output of a background process belongs to the session")
  void aBackgroundProcessIsHeard() throws Exception {
    typed("pigeon '(sleep 1; echo late) & echo now'").gave(0, "now\nlate\n");
  }

  @Test
  @DisplayName("11: -n leaves a script's own standard input alone")
  void dashNLeavesTheScriptsInput() throws Exception {
    typed(
            """
            printf 'one\\ntwo\\nthree\\n' | while read -r line; do
              pigeon -n "cat; echo got $line"
            done
            """)
        .gave(0, "got one\ngot two\ngot three\n");
  }

  @Test
  @DisplayName("12: when the reader goes away the command ends and the client exits 141")
  void aReaderThatGoesAwayEndsTheCommand() throws Exception {
    typed("pigeon 'yes' | head -1; echo ${PIPESTATUS[*]}").gave(0, "y\n141 0\n");
    site.becomesQuiet();
  }

  @Test
  @DisplayName("12: that holds for a command that ignores SIGPIPE, too")
  void aReaderThatGoesAwayHangsUpAStubbornCommand() throws Exception {
    typed(
            "pigeon \"trap '' PIPE; while echo y 2>/dev/null; do :; done; sleep 100\" | head -1; "
                + "echo ${PIPESTATUS[*]}")
        .gave(0, "y\n141 0\n");
    site.becomesQuiet();
  }

  @Test
  @DisplayName("19: output that cannot be written is a failure")
  void aFullDiskHereIsAFailure() throws Exception {
    Ran ran = typed("pigeon 'seq 100000' > /dev/full");
    assertTrue(ran.complained(255).contains("standard output"), ran::toString);
  }

  private static Ran typed(String script) throws Exception {
    return site.client().shell(site.project(), script);
  }
}
