package dev.pigeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The launcher alone, with a script in the place of Java that tells how it was called. */
class LauncherTest {

  private static final String CONF =
      """
      _pg_runtime_feature="25"
      _pg_boot="no"
      _pg_native="yes"
      _pg_jars="$_pg_home/lib/a.jar:$_pg_home/lib/b.jar"
      _pg_first_jar="$_pg_home/lib/a.jar"
      _pg_client_flags="-client1 -XX:+LogVMOutput"
      _pg_worker_flags="-worker1"
      _pg_cache_option="-XX:AOTCache="
      _pg_client_boot_cache="boot.aot"
      _pg_client_cache="client.aot"
      _pg_worker_cache="worker.aot"
      """;

  @TempDir Path temporary;
  private Path dist;

  static List<List<String>> shells() {
    List<List<String>> shells = new ArrayList<>();
    shells.add(List.of("/bin/sh"));
    for (List<String> shell :
        List.of(
            List.of("dash"),
            List.of("busybox", "ash"),
            List.of("bash", "--posix"),
            List.of("ksh"))) {
      Stream.of(System.getenv("PATH").split(":"))
          .map(folder -> Path.of(folder, shell.get(0)))
          .filter(Files::isExecutable)
          .findFirst()
          .ifPresent(
              program -> {
                List<String> command = new ArrayList<>(shell);
                command.set(0, program.toString());
                shells.add(command);
              });
    }
    return shells;
  }

  @BeforeEach
  void makeDistribution() throws IOException {
    dist = temporary.resolve("a dist");
    Files.createDirectories(dist.resolve("bin"));
    Files.createDirectories(dist.resolve("lib"));
    Files.writeString(dist.resolve("lib/launch.conf"), CONF);
    Files.copy(Path.of("src/main/dist/bin/pigeon"), dist.resolve("bin/pigeon"));
    fakeJava(dist.resolve("runtime/bin/java"), "");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void everyWordArrivesAsItIs(List<String> shell) throws Exception {
    List<String> words = List.of("a b", "", "*", "'\"$HOME`", "new\nline", "--", "é", "-c");

    List<String> called = lines(launch(shell, Map.of(), words.toArray(String[]::new)));

    List<String> expected = new ArrayList<>(List.of("arg:dev.pigeon.cli.Main"));
    words.forEach(word -> expected.addAll(List.of(("arg:" + word).split("\n"))));
    assertTrue(
        String.join("\n", called).contains(String.join("\n", expected) + "\nenv"),
        () -> called.toString());
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theEnvironmentArrivesAsItIs(List<String> shell) throws Exception {
    Map<String, String> given =
        Map.of("HOME", "/h", "_pg", "x", "home", "y", "java", "j", "words", "w w", "LANG", "C");

    Map<String, String> seen = environment(launch(shell, given, "true"));

    seen.keySet().removeAll(List.of("PWD", "OLDPWD", "SHLVL", "_"));
    Map<String, String> expected = new TreeMap<>(given);
    expected.put("PATH", "/usr/bin:/bin");
    expected.put("TMPDIR", temporary.toString());
    expected.put("LC_ALL", "C.UTF-8");
    seen.remove("POSIXLY_CORRECT");
    assertEquals(expected, seen);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void javasOwnVariablesAreHandedOverAsProperties(List<String> shell) throws Exception {
    Ran ran =
        launch(
            shell,
            Map.of("JAVA_TOOL_OPTIONS", "-Da=b c", "_JAVA_OPTIONS", "", "JDK_JAVA_OPTIONS", "-e"),
            "true");

    List<String> called = lines(ran);
    assertTrue(called.contains("arg:-Dpigeon.env.JAVA_TOOL_OPTIONS=-Da=b c"), ran::toString);
    assertTrue(called.contains("arg:-Dpigeon.env._JAVA_OPTIONS="), ran::toString);
    assertTrue(called.contains("arg:-Dpigeon.env.JDK_JAVA_OPTIONS=-e"), ran::toString);
    assertFalse(ran.out().contains("env:JAVA_TOOL_OPTIONS"), ran::toString);
    assertFalse(ran.out().contains("env:_JAVA_OPTIONS"), ran::toString);
    assertFalse(ran.out().contains("env:JDK_JAVA_OPTIONS"), ran::toString);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theCallersLocaleIsHandedOverAsAProperty(List<String> shell) throws Exception {
    List<String> given = lines(launch(shell, Map.of("LC_ALL", "POSIX", "LANG", "C"), "true"));
    assertTrue(given.contains("arg:-Dpigeon.env.LC_ALL=POSIX"), given::toString);
    assertTrue(given.contains("env:LANG=C"), given::toString);

    List<String> absent = lines(launch(shell, Map.of(), "true"));
    assertTrue(absent.contains("arg:-Dpigeon.env.absent=LC_ALL"), absent::toString);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theUsersTemporaryFolderIsJavas(List<String> shell) throws Exception {
    List<String> called = lines(launch(shell, Map.of(), "true"));

    assertTrue(called.contains("arg:-Djava.io.tmpdir=" + temporary), called::toString);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theUsersJavaOptionsComeLast(List<String> shell) throws Exception {
    List<String> called = lines(launch(shell, Map.of("PIGEON_JAVA_OPTS", "-Xmx1m  -D*=1"), "x"));

    int last = called.indexOf("arg:-D*=1");
    assertEquals("arg:-Xmx1m", called.get(last - 1));
    assertEquals("arg:-cp", called.get(last + 1));
  }

  @ParameterizedTest
  @MethodSource("shells")
  void aWorkerHasFlagsAndCacheOfItsOwn(List<String> shell) throws Exception {
    List<String> worker = lines(launch(shell, Map.of(), "worker", "--route", "r"));
    List<String> client = lines(launch(shell, Map.of(), "echo", "worker"));

    assertTrue(worker.contains("arg:-worker1"), worker::toString);
    assertTrue(worker.contains("arg:-XX:AOTCache=" + dist + "/lib/worker.aot"), worker::toString);
    assertFalse(worker.contains("arg:-client1"), worker::toString);
    assertTrue(client.contains("arg:-client1"), client::toString);
    assertTrue(client.contains("arg:-XX:AOTCache=" + dist + "/lib/client.aot"), client::toString);
    assertEquals(
        "arg:" + dist + "/lib/a.jar:" + dist + "/lib/b.jar",
        client.get(client.indexOf("arg:-cp") + 1));
  }

  @ParameterizedTest
  @MethodSource("shells")
  void theThreadListHasAFileThatNobodyElseCouldHaveMade(List<String> shell) throws Exception {
    List<String> called = lines(launch(shell, Map.of(), "x"));

    String option = "arg:-XX:LogFile=";
    Path file =
        called.stream()
            .filter(line -> line.startsWith(option))
            .map(line -> Path.of(line.substring(option.length())))
            .findFirst()
            .orElseThrow();
    assertEquals(temporary, file.getParent());
    assertTrue(Files.isRegularFile(file));
    assertTrue(called.contains("arg:-Dpigeon.vmlog=" + file));
  }

  @ParameterizedTest
  @MethodSource("shells")
  void whatLiesInPlaceOfTheThreadListIsNotOpened(List<String> shell) throws Exception {
    for (String plant :
        List.of("mkfifo \"$it\"", "mkfifo f && ln -s f \"$it\"", "ln -s . \"$it\"")) {
      String planted = "rm -f f; it=$TMPDIR/.pigeon-$$.vmlog; " + plant + " && exec \"$@\"";
      List<String> planting = new ArrayList<>(List.of("/bin/sh", "-c", planted, "sh"));
      planting.addAll(shell);

      List<String> called = lines(launch(planting, Map.of(), "x"));

      assertTrue(called.contains("arg:-XX:LogFile=/dev/null"), called::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void withoutATemporaryFolderTheThreadListIsDropped(List<String> shell) throws Exception {
    Ran ran = launch(shell, Map.of("TMPDIR", temporary.resolve("absent").toString()), "x");

    assertEquals("", ran.err());
    assertTrue(lines(ran).contains("arg:-XX:LogFile=/dev/null"), ran::toString);
    assertFalse(ran.out().contains("pigeon.vmlog"), ran::toString);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void linksAreFollowed(List<String> shell) throws Exception {
    Path links = Files.createDirectories(temporary.resolve("other/links"));
    Files.createSymbolicLink(links.resolve("one"), Path.of("../../a dist/bin/pigeon"));
    Files.createSymbolicLink(links.resolve("two"), Path.of("one"));
    Files.createSymbolicLink(temporary.resolve("bin"), links.resolve("two"));
    Files.createSymbolicLink(temporary.resolve("folder"), dist.resolve("bin"));

    for (String launcher : List.of("bin", "./other/links/two", "folder/pigeon")) {
      Ran ran = launch(shell, Path.of(launcher), Map.of(), "x");
      assertEquals(0, ran.exit(), ran::toString);
      assertTrue(ran.out().contains("arg:-Dpigeon.home="), ran::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void withoutARuntimeJavaHomeThenPathAreAsked(List<String> shell) throws Exception {
    Files.delete(dist.resolve("runtime/bin/java"));
    Path old = fakeJava(temporary.resolve("jdk 11/bin/java"), "JAVA_VERSION=\"11.0.1\"\n");
    Path good = fakeJava(temporary.resolve("jdk-17/bin/java"), "JAVA_VERSION=\"17.0.15\"\n");
    String path = good.getParent() + ":/usr/bin:/bin";

    Ran ran =
        launch(shell, Map.of("JAVA_HOME", old.getParent().getParent().toString(), "PATH", path));

    assertEquals(0, ran.exit(), ran::toString);
    assertEquals("", ran.err());
    assertTrue(ran.out().contains("self:" + good), ran::toString);
    assertFalse(ran.out().contains("AOTCache"), ran::toString);
    assertFalse(ran.out().contains("enable-native-access"), ran::toString);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void withoutAnyJavaOneLineSaysSo(List<String> shell) throws Exception {
    Files.delete(dist.resolve("runtime/bin/java"));
    Path old = fakeJava(temporary.resolve("jdk-11/bin/java"), "JAVA_VERSION=\"11.0.1\"\n");

    Ran ran =
        launch(
            shell,
            Map.of("JAVA_HOME", old.getParent().getParent().toString(), "PATH", "/nowhere"),
            "x");

    assertEquals(255, ran.exit(), ran::toString);
    assertEquals("", ran.out());
    assertTrue(ran.err().startsWith("pigeon: no Java found: "), ran::toString);
    assertTrue(ran.err().contains(old + " is version 11"), ran::toString);
    assertEquals(1, ran.err().lines().count(), ran::toString);
  }

  @Test
  void aColonInTheFolderIsRefusedInOneLine() throws Exception {
    Path moved = temporary.resolve("a:b");
    Files.move(dist, moved, StandardCopyOption.ATOMIC_MOVE);

    Ran ran = launch(List.of("/bin/sh"), moved.resolve("bin/pigeon"), Map.of(), "x");

    assertEquals(255, ran.exit());
    assertEquals(
        "pigeon: cannot run from "
            + moved
            + ": Java takes no ':' in a class path; move the folder\n",
        ran.err());
  }

  private Ran launch(List<String> shell, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    return launch(shell, dist.resolve("bin/pigeon"), environment, words);
  }

  private Ran launch(
      List<String> shell, Path launcher, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(environment);
    all.putIfAbsent("PATH", "/usr/bin:/bin");
    all.putIfAbsent("TMPDIR", temporary.toString());
    List<String> command = new ArrayList<>(shell);
    command.add(launcher.toString());
    command.addAll(List.of(words));
    return Ran.run(temporary, all, command);
  }

  private static Path fakeJava(Path file, String release) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        #!/bin/sh
        printf 'self:%s\\n' "$0"
        for word in "$@"; do printf 'arg:%s\\n' "$word"; done
        printf 'env\\n'
        PATH=/usr/bin:/bin
        tr '\\0' '\\n' < /proc/$$/environ | sed 's/^/env:/'
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(file.getParent().resolveSibling("release"), release);
    return file;
  }

  private static List<String> lines(Ran ran) {
    assertEquals(0, ran.exit(), ran::toString);
    assertEquals("", ran.err());
    return ran.out().lines().toList();
  }

  private static Map<String, String> environment(Ran ran) {
    Map<String, String> environment = new TreeMap<>();
    for (String line : lines(ran)) {
      if (line.startsWith("env:")) {
        String[] pair = line.substring("env:".length()).split("=", 2);
        environment.put(pair[0], pair.length > 1 ? pair[1] : "");
      }
    }
    return environment;
  }
}
