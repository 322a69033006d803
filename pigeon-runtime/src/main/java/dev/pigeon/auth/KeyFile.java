package dev.pigeon.auth;

import dev.pigeon.config.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

/** The file that holds a key: one line, for its owner's eyes only, and not in the share. */
public final class KeyFile {
  private static final String MAGIC = "pigeon-key-1 ";
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final int OPEN_TO_OTHERS = 077;

  private KeyFile() {}

  /**
   * Reads a key.
   *
   * @param share the shared folder, which may be absent
   * @throws BadKey if the file lies in the share, may be read by others, or holds no key
   */
  public static SharedKey read(Path file, Path share) throws BadKey {
    try {
      check(file, share);
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      byte[] secret = text.startsWith(MAGIC) ? Hex.bytes(text.substring(MAGIC.length())) : null;
      if (secret == null || secret.length != SharedKey.LENGTH) {
        throw new BadKey(
            "the key file "
                + file
                + " holds no key; copy it again, or make one with: pigeon key new");
      }
      return new SharedKey(secret);
    } catch (NoSuchFileException e) {
      throw new BadKey(
          "there is no key file "
              + file
              + " (auth.key_file); copy it from the other machine, or make it with: pigeon key new "
              + file);
    } catch (IOException e) {
      throw new BadKey(
          "the key file "
              + file
              + " cannot be read: "
              + Reason.of(e)
              + "; check its owner and mode");
    }
  }

  private static void check(Path file, Path share) throws IOException, BadKey {
    Map<String, Object> found =
        Files.readAttributes(file, "unix:mode,uid,isRegularFile", LinkOption.NOFOLLOW_LINKS);
    if (!(Boolean) found.get("isRegularFile")) {
      throw new BadKey("the key file " + file + " is no plain file; name the file itself");
    }
    if (((Integer) found.get("mode") & OPEN_TO_OTHERS) != 0) {
      throw new BadKey(
          "the key file " + file + " is open to others; close it with: chmod 600 " + file);
    }
    int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    int owner = (Integer) found.get("uid");
    if (owner != self && owner != 0) {
      throw new BadKey(
          "the key file " + file + " belongs to another user; make a copy of your own");
    }
    if (isIn(file, share)) {
      throw new BadKey(
          "the key file "
              + file
              + " lies in the shared folder "
              + share
              + ", for everybody there to take; move it to a folder of this machine alone");
    }
  }

  private static boolean isIn(Path file, Path share) throws IOException {
    return Files.isDirectory(share) && file.toRealPath().startsWith(share.toRealPath());
  }

  /**
   * Makes a new key.
   *
   * @throws BadKey if the file is there, lies in the share, or cannot be written
   */
  public static void create(Path file, Path share) throws BadKey {
    byte[] secret = new byte[SharedKey.LENGTH];
    new SecureRandom().nextBytes(secret);
    byte[] text = (MAGIC + Hex.text(secret) + '\n').getBytes(StandardCharsets.US_ASCII);
    try {
      Files.createDirectories(
          file.toAbsolutePath().getParent(), PosixFilePermissions.asFileAttribute(FOLDER));
      try (SeekableByteChannel channel =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(FILE))) {
        channel.write(ByteBuffer.wrap(text));
      }
      if (isIn(file, share)) {
        Files.delete(file);
        throw new BadKey(
            file + " would lie in the shared folder " + share + "; choose a place outside of it");
      }
    } catch (FileAlreadyExistsException e) {
      throw new BadKey(file + " is there already; name another file, or delete it first");
    } catch (IOException e) {
      throw new BadKey(
          "cannot write the key to " + file + ": " + Reason.of(e) + "; name another file");
    }
  }
}
