package dev.pigeon.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.wire.Request;
import dev.pigeon.wire.Requester;
import dev.pigeon.wire.SessionId;
import dev.pigeon.wire.TerminalInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTest {
  @TempDir Path folder;

  @Test
  void aCommandIsAllowedAsItsWholeTextAndNothingElse() {
    Rules rules = new Rules(List.of("make test", "echo 'a b' ''"), null, List.of());
    admitted(rules, bash("make test"));
    admitted(rules, List.of("make", "test"));
    admitted(rules, bash("'make' 'test'"));
    admitted(rules, bash("'echo' 'a b' ''"));
    admitted(rules, List.of("echo", "a b", ""));
    for (List<String> each :
        List.of(
            bash("make test; rm x"),
            bash("make test\nrm x"),
            bash("make"),
            bash("'make' 'test'; id"),
            bash("'make' 'test' ;id"),
            bash("'make' 'test''x'"),
            bash("'make'  'test'"),
            bash("'make' 'test"),
            bash("'make test'"),
            bash(" make test"),
            List.of("make test"),
            List.of("make", "test", ""),
            List.of("bash", "--norc", "--noprofile", "-c", "make test"),
            List.of("/tmp/bash", "--noprofile", "--norc", "-c", "make test"),
            List.of("bash", "--noprofile", "--norc", "-c", "make test", "x"),
            List.of("echo", "a", "b", ""))) {
      refused(rules, each, "worker.allow_commands");
    }
    refused(new Rules(List.of(), null, List.of()), bash("true"), "worker.allow_commands");
  }

  @Test
  void aQuoteCannotHideAWord() {
    Rules rules = new Rules(List.of("echo 'it'\\''s'"), null, List.of());
    admitted(rules, List.of("echo", "it's"));
    refused(rules, List.of("echo", "it", "s"), "worker.allow_commands");
  }

  @Test
  void aFolderIsAllowedByWhereItReallyIs() throws Exception {
    Path allowed = Files.createDirectories(folder.resolve("project"));
    Path below = Files.createDirectories(allowed.resolve("a/b"));
    Path beside = Files.createDirectories(folder.resolve("project-2"));
    Path way = Files.createSymbolicLink(folder.resolve("way"), allowed);
    Path out = Files.createSymbolicLink(allowed.resolve("out"), beside);
    Rules rules = new Rules(null, List.of(way.toString(), "/no/such/folder"), List.of());
    for (Path each : List.of(allowed, below, way, way.resolve("a"))) {
      Verdict verdict = rules.judge(request(each.toString(), Map.of(), Map.of(), List.of()), null);
      Request request = assertInstanceOf(Verdict.Admitted.class, verdict).request();
      assertEquals(each.toRealPath().toString(), request.cwd());
    }
    for (Path each :
        List.of(folder, beside, out, allowed.resolve(".."), Path.of("/no/such/folder"))) {
      Verdict verdict = rules.judge(request(each.toString(), Map.of(), Map.of(), List.of()), null);
      String message = assertInstanceOf(Verdict.Refused.class, verdict).message();
      assertTrue(message.contains("worker.allow_cwd"), message);
    }
  }

  @Test
  void variablesThatRunSomethingFirstAreDroppedUnlessAllowed() {
    Map<String, String> env =
        Map.of("LD_PRELOAD", "x", "BASH_ENV", "x", "BASH_FUNC_ls%%", "() { x; }", "A", "a");
    Map<String, String> remote = Map.of("ENV", "x", "LD_LIBRARY_PATH", "x", "B", "b");
    Request request = request("/", env, remote, List.of("GONE"));
    Verdict.Admitted strict = admitted(Rules.NONE.judge(request, null));
    assertEquals(Map.of("A", "a"), strict.request().env());
    assertEquals(Map.of("B", "b"), strict.request().remoteEnv());
    assertEquals(List.of("GONE"), strict.request().unsetEnv());
    assertEquals(
        List.of("BASH_ENV", "BASH_FUNC_ls%%", "ENV", "LD_LIBRARY_PATH", "LD_PRELOAD"),
        strict.dropped());
    Rules rules = new Rules(null, null, List.of("LD_*", "ENV"));
    assertEquals(
        List.of("BASH_ENV", "BASH_FUNC_ls%%"), admitted(rules.judge(request, null)).dropped());
  }

  @Test
  void whereCommandsAreListedOnlyTheTerminalIsTheRequests() {
    Map<String, String> env =
        Map.of("PATH", "/tmp", "TERM", "xterm", "LANG", "/tmp/x", "HOME", "/tmp", "FOO", "1");
    Request request = request("/", env, Map.of("MAKEFLAGS", "x"), List.of("PATH", "NO_COLOR"));
    Verdict.Admitted verdict =
        admitted(new Rules(List.of("true"), null, List.of("FOO")).judge(request, null));
    assertEquals(Map.of("TERM", "xterm", "FOO", "1"), verdict.request().env());
    assertEquals(Map.of(), verdict.request().remoteEnv());
    assertEquals(List.of("NO_COLOR"), verdict.request().unsetEnv());
    assertEquals(List.of("HOME", "LANG", "MAKEFLAGS", "PATH"), verdict.dropped());
  }

  private static void admitted(Rules rules, List<String> argv) {
    admitted(rules.judge(request(argv, "/", Map.of(), Map.of(), List.of()), null));
  }

  private static Verdict.Admitted admitted(Verdict verdict) {
    return assertInstanceOf(Verdict.Admitted.class, verdict);
  }

  private static void refused(Rules rules, List<String> argv, String why) {
    Verdict verdict = rules.judge(request(argv, "/", Map.of(), Map.of(), List.of()), null);
    String message = assertInstanceOf(Verdict.Refused.class, verdict).message();
    assertTrue(message.contains(why), message);
  }

  private static List<String> bash(String snippet) {
    return List.of("bash", "--noprofile", "--norc", "-c", snippet);
  }

  private static Request request(
      String cwd, Map<String, String> env, Map<String, String> remoteEnv, List<String> unset) {
    return request(bash("true"), cwd, env, remoteEnv, unset);
  }

  private static Request request(
      List<String> argv,
      String cwd,
      Map<String, String> env,
      Map<String, String> remoteEnv,
      List<String> unset) {
    return new Request(
        SessionId.of(1, 1),
        argv,
        cwd,
        null,
        Instant.EPOCH,
        new Requester("h", 1, "u"),
        env,
        unset,
        remoteEnv,
        TerminalInfo.PIPES,
        0,
        false,
        Request.USUAL_SIGNS,
        null);
  }
}
