package dev.pigeon.transports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pigeon.spi.FailureKind;
import dev.pigeon.spi.TransportException;
import dev.pigeon.spi.TransportSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportsTest {
  private static final String OPEN = "throw new UnsupportedOperationException(\"no such shelf\");";

  @TempDir Path folder;

  @Test
  void aPlugInIsFoundBesideTheBuiltInOnes() throws Exception {
    Path jar = plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN);
    TransportCatalog catalog = TransportCatalog.discover(List.of(folder));
    assertEquals(jar.toString(), catalog.find("shelf").origin());
    assertEquals("built in", catalog.find("sharedfs").origin());
    assertEquals("shelf", TransportCatalog.discover(List.of(jar)).find("shelf").provider().name());
  }

  @Test
  void absentFoldersAndOtherFilesAreFine() throws Exception {
    Files.writeString(folder.resolve("README"), "no jar");
    TransportCatalog.discover(List.of(folder, folder.resolve("absent")));
  }

  @Test
  void twoOfOneNameAreNamedBoth() throws Exception {
    Path first = plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN);
    Path second = plugin("Rack", "shelf", "SPI_VERSION", "", OPEN);
    String message = discoverFails();
    assertTrue(message.contains(first.toString()), message);
    assertTrue(message.contains(second.toString()), message);
  }

  @Test
  void aPlugInMayNotTakeABuiltInName() throws Exception {
    Path jar = plugin("Shelf", "sharedfs", "SPI_VERSION", "", OPEN);
    String message = discoverFails();
    assertTrue(message.contains("built in") && message.contains(jar.toString()), message);
  }

  @Test
  void anotherSpiVersionIsNamedWithBothVersions() throws Exception {
    Path jar = plugin("Shelf", "shelf", "SPI_VERSION + 41", "", OPEN);
    String message = discoverFails();
    assertTrue(message.contains(jar.toString()), message);
    assertTrue(message.contains("version 42") && message.contains("version 1"), message);
  }

  @Test
  void aMissingClassIsNamed() throws Exception {
    Path jar = folder.resolve("gone.jar");
    jar(jar, "dev.stranger.Gone", Map.of());
    String message = discoverFails();
    assertTrue(message.contains(jar.toString()), message);
    assertTrue(message.contains("dev.stranger.Gone"), message);
  }

  @Test
  void aJarWithoutAProviderIsNamed() throws Exception {
    Path jar = folder.resolve("empty.jar");
    jar(jar, null, Map.of("x", new byte[0]));
    assertTrue(discoverFails().contains(jar.toString()));
    Files.writeString(jar, "this is no zip");
    assertTrue(discoverFails().contains(jar.toString()));
  }

  @Test
  void oneJarReachedByTwoWaysIsOnePlugIn() throws Exception {
    Path jar = plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN);
    Path link = Files.createSymbolicLink(folder.resolve("link.jar"), jar);
    TransportCatalog catalog = TransportCatalog.discover(List.of(folder, folder, link));
    assertTrue(catalog.find("shelf").isPlugin());
    assertTrue(catalog.hasPlugins());
  }

  @Test
  void aRequiredSettingThatIsAbsentIsAskedFor() throws Exception {
    plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN, "null");
    BadTransport bad = assertThrows(BadTransport.class, () -> open("shelf", Map.of()));
    assertTrue(bad.getMessage().contains("config set transports.shelf.depth"), bad.getMessage());
  }

  @Test
  void aThrowingConstructorIsNamed() throws Exception {
    Path jar =
        plugin(
            "Shelf",
            "shelf",
            "SPI_VERSION",
            "public Shelf() { throw new IllegalStateException(\"not today\"); }",
            OPEN);
    String message = discoverFails();
    assertTrue(message.contains(jar.toString()) && message.contains("not today"), message);
  }

  @Test
  void aThrowingNameIsNamed() throws Exception {
    Path jar = plugin("Shelf", "\" + (1 / (1 - one())) + \"", "SPI_VERSION", "", OPEN);
    String message = discoverFails();
    assertTrue(message.contains(jar.toString()), message);
  }

  @Test
  void aNameThatNoConfigurationCanSayIsRefused() throws Exception {
    plugin("Shelf", "two words", "SPI_VERSION", "", OPEN);
    assertTrue(discoverFails().contains("two words"));
  }

  @Test
  void aThrowingOpenNamesTheJar() throws Exception {
    Path jar = plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN);
    BadTransport bad = assertThrows(BadTransport.class, () -> open("shelf", Map.of()));
    assertTrue(bad.getMessage().contains(jar.toString()), bad.getMessage());
    assertTrue(bad.getMessage().contains("no such shelf"), bad.getMessage());
  }

  @Test
  void aTransportsOwnFailureKeepsItsKindAndNamesTheJar() throws Exception {
    Path jar =
        plugin(
            "Shelf",
            "shelf",
            "SPI_VERSION",
            "",
            "throw new TransportException(FailureKind.INCOMPATIBLE, \"depth: not a number\");");
    TransportException own =
        assertThrows(TransportException.class, () -> open("shelf", Map.of("depth", "x")));
    assertEquals(FailureKind.INCOMPATIBLE, own.kind());
    assertEquals("the transport \"shelf\" (" + jar + "): depth: not a number", own.getMessage());
  }

  @Test
  void unknownSettingsAreErrorsThatListTheKnown() throws Exception {
    plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN);
    BadTransport bad = assertThrows(BadTransport.class, () -> open("shelf", Map.of("dpeth", "3")));
    assertTrue(bad.getMessage().contains("\"dpeth\""), bad.getMessage());
    assertTrue(bad.getMessage().contains("it knows: depth"), bad.getMessage());
  }

  @Test
  void anUnknownNameListsThoseFound() throws Exception {
    plugin("Shelf", "shelf", "SPI_VERSION", "", OPEN);
    BadTransport bad = assertThrows(BadTransport.class, () -> open("shef", Map.of()));
    assertTrue(bad.getMessage().contains("sharedfs"), bad.getMessage());
    assertTrue(bad.getMessage().contains("shelf"), bad.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "1", "true", "yes", "on", "ALWAYS", " Yes "})
  void fsyncWordsChooseTheDurableTransport(String word) {
    assertEquals("sharedfs-fsync", choice("sharedfs", word));
    assertEquals("shelf", choice("shelf", word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "never", "no", "off", "false", "2"})
  void otherWordsLeaveTheFastOne(String word) {
    assertEquals("sharedfs", choice("sharedfs", word));
    assertEquals("sharedfs", choice("sharedfs", null));
  }

  private String choice(String name, String word) {
    return TransportChoice.of(name, word, settings(Map.of())).name();
  }

  private void open(String name, Map<String, String> values)
      throws BadTransport, TransportException {
    TransportCatalog catalog = TransportCatalog.discover(List.of(folder));
    new TransportChoice(name, settings(values)).open(catalog).close();
  }

  private TransportSettings settings(Map<String, String> values) {
    return new TransportSettings(folder.toString(), "default", values);
  }

  private String discoverFails() {
    return assertThrows(BadTransport.class, () -> TransportCatalog.discover(List.of(folder)))
        .getMessage();
  }

  /** Compiles and packs a provider whose parts are given as Java source. */
  private Path plugin(String type, String name, String version, String member, String open)
      throws IOException {
    return plugin(type, name, version, member, open, "\"1\"");
  }

  private Path plugin(
      String type, String name, String version, String member, String open, String fallback)
      throws IOException {
    String source =
        """
        package dev.stranger;
        import dev.pigeon.spi.*;
        public final class %1$s implements TransportProvider {
          %4$s
          static int one() { return 1; }
          @Override public String name() { return "%2$s"; }
          @Override public int spiVersion() { return %3$s; }
          @Override public String description() { return "a shelf"; }
          @Override public java.util.List<Setting> settings() {
            return java.util.List.of(new Setting("depth", "how deep", %6$s));
          }
          @Override public Transport open(TransportSettings settings) throws TransportException {
            %5$s
          }
        }
        """
            .formatted(type, name, version, member, open, fallback);
    Path classes = Files.createDirectories(folder.resolve("classes-" + type));
    compile(type, source, classes);
    Path compiled = classes.resolve("dev/stranger/" + type + ".class");
    Path jar = folder.resolve(type.toLowerCase(java.util.Locale.ROOT) + ".jar");
    jar(
        jar,
        "dev.stranger." + type,
        Map.of("dev/stranger/" + type + ".class", Files.readAllBytes(compiled)));
    return jar;
  }

  private static void compile(String type, String source, Path classes) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///dev/stranger/" + type + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    Path spi = pathOf(TransportSettings.class);
    List<String> options =
        List.of("-d", classes.toString(), "-cp", spi.toString(), "-proc:none", "--release", "17");
    boolean done = javac.getTask(null, null, null, options, null, List.of(file)).call();
    assertTrue(done, source);
  }

  private static Path pathOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static void jar(Path jar, String provider, Map<String, byte[]> entries)
      throws IOException {
    Map<String, byte[]> services =
        provider == null
            ? Map.of()
            : Map.of(
                "META-INF/services/dev.pigeon.spi.TransportProvider",
                provider.getBytes(StandardCharsets.UTF_8));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> each :
          Stream.concat(services.entrySet().stream(), entries.entrySet().stream()).toList()) {
        out.putNextEntry(new JarEntry(each.getKey()));
        out.write(each.getValue());
        out.closeEntry();
      }
    }
  }
}
