package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsOfCommandsTest {

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpAfterNewMakesNoKey(String option) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
    try {
      assertEquals(0, KeyCommand.run(List.of("new", option)));
    } finally {
      System.setOut(before);
    }
    assertTrue(text.toString(StandardCharsets.UTF_8).startsWith("Usage: pigeon key new"));
  }

  @Test
  void anOptionIsNotTakenForAKeyFile() {
    UsageError refused =
        assertThrows(UsageError.class, () -> KeyCommand.run(List.of("new", "--force")));
    assertEquals(
        "pigeon key new has no option --force; for a file of that name write ./--force",
        refused.getMessage());
  }

  @Test
  void aWorkerNamesTheWordItCannotUse() {
    assertEquals(
        "pigeon worker takes no word \"pool\" there; see `pigeon worker --help`", bad("pool"));
    assertEquals("pigeon worker has no option --nope; see `pigeon worker --help`", bad("--nope"));
    assertEquals(
        "--max-jobs needs a whole number, not \"x\"; see `pigeon worker --help`",
        bad("--max-jobs", "x"));
    assertEquals(
        "--poll-interval needs a number, not \"0,1\"; see `pigeon worker --help`",
        bad("--poll-interval=0,1"));
  }

  private static String bad(String... words) {
    return assertThrows(UsageError.class, () -> WorkerCommand.run(List.of(words))).getMessage();
  }
}
