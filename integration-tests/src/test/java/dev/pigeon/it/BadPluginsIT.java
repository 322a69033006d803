package dev.pigeon.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in that cannot be used stops client and worker with one line, before anything began. */
@Timeout(120)
class BadPluginsIT {
  private static final String SERVICE = "META-INF/services/dev.pigeon.spi.TransportProvider";

  /** Opens a transport of which every call fails in an unforeseen way. */
  private static final String LEAKING =
      """
      return (Transport) java.lang.reflect.Proxy.newProxyInstance(
          getClass().getClassLoader(),
          new Class<?>[] {Transport.class},
          (self, method, arguments) ->
              switch (method.getName()) {
                case "traits" ->
                    new Traits(java.util.Set.of(), java.time.Duration.ofMillis(5), "a bucket");
                case "close" -> null;
                default -> throw new IllegalStateException("no bottom");
              });
      """;

  @TempDir Path folder;
  private Site site;
  private Path plugins;

  @BeforeEach
  void open() throws Exception {
    site = new Site(Files.createDirectory(folder.resolve("site")));
    plugins = Files.createDirectory(folder.resolve("plugins"));
    site.client().set("PIGEON_PLUGIN_PATH", plugins.toString());
    site.worker().set("PIGEON_PLUGIN_PATH", plugins.toString());
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void anotherSpiVersionIsRefused() throws Exception {
    Path jar = provider("Future").spiVersion("SPI_VERSION + 1").jar(plugins);
    assertNames(refusal(), jar, "version 2", "version 1", "get a plug-in built for it");
  }

  @Test
  void aMissingClassIsNamed() throws Exception {
    Path jar = provider("Torn").constructor("new Missing();").without("Missing").jar(plugins);
    assertNames(refusal(), jar, "com.example.bad.Missing", "mend or remove the jar");
  }

  @Test
  void aProviderThatIsNotInItsJarIsNamed() throws Exception {
    Path jar = provider("Absent").without("Absent").jar(plugins);
    assertNames(refusal(), jar, "com.example.bad.Absent", "mend or remove the jar");
  }

  @Test
  void twoOfOneNameAreBothNamed() throws Exception {
    Path first = provider("First").name("twin").jar(plugins);
    Path own = site.client().config().resolveSibling("plugins");
    Path second = provider("Second").name("twin").jar(Files.createDirectories(own));
    String line = site.client().pigeon(folder, "true").complained(2);
    assertNames(line, first, "\"twin\"", second.toString(), "remove one of them");
    nothingBegan();
  }

  @Test
  void aBuiltInNameIsTaken() throws Exception {
    Path jar = provider("Usurper").name("sharedfs").jar(plugins);
    assertNames(refusal(), jar, "\"sharedfs\"", "built in");
  }

  @Test
  void aThrowingConstructorIsNamed() throws Exception {
    Path jar =
        provider("Grumpy")
            .constructor("if (!name().isEmpty()) throw new IllegalStateException(\"no coffee\");")
            .jar(plugins);
    assertNames(refusal(), jar, "no coffee", "mend or remove the jar");
  }

  @Test
  void aProviderWithoutAUsableNameIsNamed() throws Exception {
    Path jar = provider("Nameless").name("not a word").jar(plugins);
    assertNames(refusal(), jar, "not a word");
  }

  @Test
  void settingsThatOpenRefusesAreConfiguration() throws Exception {
    choose("picky");
    Path jar =
        provider("Picky")
            .name("picky")
            .open("throw new TransportException(FailureKind.INCOMPATIBLE, \"depth: too deep\");")
            .jar(plugins);
    assertNames(refusal(), jar, "\"picky\"", "depth: too deep");
  }

  @Test
  void aThrowingOpenIsNamed() throws Exception {
    choose("moody");
    Path jar =
        provider("Moody")
            .name("moody")
            .open("throw new IllegalStateException(\"not today\");")
            .jar(plugins);
    assertNames(refusal(), jar, "\"moody\"", "not today", "pigeon config set transport");
  }

  @Test
  void aClassMissingInOpenIsNamed() throws Exception {
    choose("torn");
    Path jar =
        provider("Torn")
            .name("torn")
            .open("new Missing(); return null;")
            .without("Missing")
            .jar(plugins);
    assertNames(refusal(), jar, "\"torn\"", "com.example.bad.Missing");
  }

  @Test
  void anOpenThatGivesNothingIsNamed() throws Exception {
    choose("empty");
    Path jar = provider("Empty").name("empty").jar(plugins);
    assertNames(refusal(), jar, "\"empty\"", "gave no transport");
  }

  @Test
  void aFaultInALaterCallIsTheTransports() throws Exception {
    choose("bucket");
    Path jar = provider("Bucket").name("bucket").open(LEAKING).jar(plugins);
    String line = site.client().pigeon(folder, "true").complained(255);
    assertNames(line, jar, "\"bucket\"", "no bottom");
    Ran worker = site.worker().pigeon(folder, "worker").ended(255);
    assertNames(worker.err(), jar, "\"bucket\"", "no bottom");
  }

  @Test
  void aJarWithoutAProviderIsNamed() throws Exception {
    Path content = Files.createDirectories(folder.resolve("library"));
    Files.writeString(content.resolve("library.txt"), "useful");
    Path jar = ForeignJar.pack(plugins.resolve("library.jar"), content);
    assertNames(refusal(), jar, SERVICE, "mend or remove the jar");
  }

  @Test
  void aFileThatIsNoJarIsNamed() throws Exception {
    Path jar = Files.writeString(plugins.resolve("page.jar"), "<html>404 not found</html>");
    assertNames(refusal(), jar, "cannot be read as a jar", "not copied whole");
  }

  @Test
  void halfAJarIsNamed() throws Exception {
    Path jar = provider("Half").jar(plugins);
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertNames(refusal(), jar, "cannot be read as a jar", "not copied whole");
  }

  @Test
  void anUnknownNameListsThoseFoundAndWhereAPlugInGoes() throws Exception {
    choose("shelf");
    provider("Rack").name("rack").jar(plugins);
    String line = refusal();
    assertTrue(line.contains("sharedfs, sharedfs-fsync, rack"), line);
    assertTrue(line.contains(".config/pigeon/plugins"), line);
  }

  @Test
  void aMistypedTransportOrSettingIsNotKept() throws Exception {
    provider("Rack").name("rack").jar(plugins);
    Machine user = site.client();
    user.pigeon(folder, "config", "set", "transport", "rack").ended(0);
    String line = user.pigeon(folder, "config", "set", "transport", "rakc").complained(2);
    assertTrue(line.contains("sharedfs, sharedfs-fsync, rack"), line);
    line = user.pigeon(folder, "config", "set", "transports.rack.depth", "3").complained(2);
    assertTrue(line.contains("\"rack\" knows no setting \"depth\"; it knows: none"), line);
    user.pigeon(folder, "config", "set", "transports.later.file", "/x").ended(0);
    String show = user.pigeon(folder, "config", "show").ended(0).out();
    assertTrue(show.contains("\"rack\"") && show.contains("\"/x\""), show);
    assertFalse(show.contains("depth"), show);
    Path broken = Files.writeString(plugins.resolve("page.jar"), "<html>");
    user.pigeon(folder, "config", "set", "transport", "whatever").ended(0);
    Files.delete(broken);
  }

  @Test
  void badPlugInsStopTheListOfTransportsToo() throws Exception {
    Path jar = Files.writeString(plugins.resolve("page.jar"), "<html>");
    assertNames(site.client().pigeon(folder, "transports").complained(2), jar, "as a jar");
  }

  @Test
  void aTransportThatCannotTellWhatItIsIsNamed() throws Exception {
    Path jar =
        provider("Shy")
            .description("if (true) throw new IllegalStateException(\"shy\");")
            .jar(plugins);
    Ran ran = site.client().pigeon(folder, "transports").ended(2);
    assertEquals(1, ran.err().lines().count(), ran::toString);
    assertNames(ran.err(), jar, "shy", "remove the jar");
  }

  @Test
  void theStackIsShownOnRequestOnly() throws Exception {
    provider("Grumpy")
        .constructor("if (!name().isEmpty()) throw new IllegalStateException(\"no coffee\");")
        .jar(plugins);
    Ran ran = site.client().set("PIGEON_DEBUG", "1").pigeon(folder, "true").ended(2);
    assertTrue(ran.err().contains("at com.example.bad.Grumpy."), ran::toString);
  }

  @Test
  void thePlugInPathHasFoldersAndJars() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Path one = provider("One").name("one").jar(first);
    Path two = provider("Two").name("two").jar(second);
    provider("Three").name("three").jar(second);
    site.client().set("PIGEON_PLUGIN_PATH", first + "::" + folder.resolve("absent") + ":" + two);
    Ran ran = site.client().pigeon(folder, "transports").ended(0);
    List<String> heads = ran.out().lines().filter(line -> !line.startsWith(" ")).toList();
    assertEquals(
        List.of(
            "sharedfs  (built in)",
            "sharedfs-fsync  (built in)",
            "one  (" + one + ")",
            "two  (" + two + ")"),
        heads);
  }

  @Test
  void aJarReachedByTwoWaysIsOnePlugIn() throws Exception {
    Path jar = provider("Once").name("once").jar(plugins);
    site.client().set("PIGEON_PLUGIN_PATH", plugins + ":" + plugins + ":" + jar);
    Ran ran = site.client().pigeon(folder, "transports").ended(0);
    assertEquals(1, ran.out().lines().filter(line -> line.startsWith("once ")).count());
  }

  @Test
  void aLibraryInAFolderBelowIsFoundByTheClassPathOfThePlugIn() throws Exception {
    Path jar = provider("Apart").constructor("new Missing();").apart("Missing").jar(plugins);
    Ran ran = site.client().pigeon(folder, "transports").ended(0);
    assertTrue(ran.out().contains("apart  (" + jar + ")"), ran::toString);
  }

  @Test
  void goodPlugInsThatAreNotChosenChangeNothing() throws Exception {
    provider("Rack").name("rack").jar(plugins);
    site.serve();
    site.client().pigeon(site.project(), "echo $((6 * 7))").gave(0, "42\n");
  }

  private ProviderSource provider(String type) {
    return new ProviderSource(folder, type);
  }

  private void choose(String transport) throws Exception {
    site.client().configure("transport = \"" + transport + "\"");
    site.worker().configure("transport = \"" + transport + "\"");
  }

  /** The one line that client and worker both end with. */
  private String refusal() throws Exception {
    String line = site.client().pigeon(folder, "true").complained(2);
    String workers = site.worker().pigeon(folder, "worker").complained(2);
    assertEquals(neutral(line), neutral(workers));
    nothingBegan();
    return line;
  }

  /** The two machines differ in their home folders. */
  private static String neutral(String line) {
    return line.replaceAll("/(gpu|cpu)/home/", "/home/");
  }

  private void nothingBegan() throws Exception {
    assertFalse(Files.exists(site.cache()), "something was written to the cache");
    assertEquals(List.of(), site.strays());
  }

  private static void assertNames(String line, Path jar, String... parts) {
    assertTrue(line.contains(jar.toString()), line);
    for (String part : parts) {
      assertTrue(line.contains(part), () -> part + " is not in: " + line);
    }
  }
}
