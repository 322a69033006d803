package dev.pigeon.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {
  private static final byte[] REQUEST = bytes("{\"session_id\":\"1-a\",\"cwd\":\"/x\"}");

  @TempDir Path folder;

  private final SharedKey key = new SharedKey(new byte[32]);
  private final Signer signer = new Signer(key, "ns");

  @Test
  void aSignatureIsWhatOthersCallHmacSha256() {
    // printf 'x\\ny' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00 (32 bytes)
    assertEquals(
        "496cd6e0af2ca2af62d92b93931b0ac6ba678a42c652512a6cfc1bbfa1253600",
        Hex.text(key.sign("x", ByteBuffer.wrap(bytes("y")))));
  }

  @Test
  void whatWasSignedIsVerified() {
    SignedRequest signed = signer.sign(REQUEST);
    String text = new String(signed.document(), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("{\"session_id\":\"1-a\",\"cwd\":\"/x\",\"nonce\":\""), text);
    assertNotNull(signer.verify(signed.document()));
    assertFalse(Arrays.equals(signed.document(), signer.sign(REQUEST).document()));
  }

  @Test
  void noByteOfASignedRequestCanBeAnother() {
    byte[] document = signer.sign(REQUEST).document();
    for (int i = 0; i < document.length; i++) {
      byte[] changed = document.clone();
      changed[i] ^= 1;
      assertNull(signer.verify(changed), "byte " + i);
      assertNull(signer.verify(Arrays.copyOf(document, i)), "length " + i);
    }
    assertNull(signer.verify(REQUEST));
    assertNull(new Signer(key, "other").verify(document));
    byte[] other = new byte[32];
    other[31] = 1;
    assertNull(new Signer(new SharedKey(other), "ns").verify(document));
  }

  @Test
  void aRecordFitsItsLogAndItsSession() {
    SignedRequest signed = signer.sign(REQUEST);
    SessionSeals seals = signer.verify(signed.document()).seals();
    ByteBuffer record = ByteBuffer.wrap(bytes("..{\"type\":\"stdin\",\"seq\":0}"));
    record.position(2);
    ByteBuffer sealed = signed.seals().stdin().seal(record);
    assertTrue(seals.stdin().fits(sealed));
    assertTrue(seals.stdin().fits(sealed), "asked twice");
    assertFalse(seals.control().fits(sealed));
    assertFalse(seals.stdin().fits(record));
    assertFalse(signer.sign(REQUEST).seals().stdin().fits(sealed));
    byte[] all = sealed.array();
    for (int i = 0; i < all.length; i++) {
      byte[] changed = all.clone();
      changed[i] ^= 1;
      assertFalse(seals.stdin().fits(ByteBuffer.wrap(changed)), "byte " + i);
    }
    byte[] within = bytes("xx" + new String(all, StandardCharsets.UTF_8) + "yy");
    assertTrue(seals.stdin().fits(ByteBuffer.wrap(within, 2, all.length).asReadOnlyBuffer()));
    assertFalse(seals.stdin().fits(ByteBuffer.allocate(0)));
  }

  @Test
  void aNewKeyIsForItsOwnerAndIsReadBack() throws Exception {
    Path file = folder.resolve("a/b/key");
    Path share = Files.createDirectories(folder.resolve("share"));
    KeyFile.create(file, share);
    assertEquals("rw-------", mode(file));
    assertEquals("rwx------", mode(file.getParent()));
    byte[] document = new Signer(KeyFile.read(file, share), "ns").sign(REQUEST).document();
    assertNotNull(new Signer(KeyFile.read(file, share), "ns").verify(document));
    byte[] before = Files.readAllBytes(file);
    refused("is there already", () -> KeyFile.create(file, share));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aKeyThatOthersMayHaveIsNone() throws Exception {
    Path share = Files.createDirectories(folder.resolve("share"));
    Path file = folder.resolve("key");
    KeyFile.create(file, share);
    Path linked = Files.createSymbolicLink(folder.resolve("link"), file);
    refused("no plain file", () -> KeyFile.read(linked, share));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    refused("chmod 600", () -> KeyFile.read(file, share));
    refused("shared folder", () -> KeyFile.create(share.resolve("key"), share));
    assertFalse(Files.exists(share.resolve("key")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path way = Files.createSymbolicLink(folder.resolve("way"), share);
    Path inside = Files.move(file, way.resolve("inside"));
    refused("lies in the shared folder", () -> KeyFile.read(inside, share));
    refused("lies in the shared folder", () -> KeyFile.read(share.resolve("inside"), way));
    refused("there is no key file", () -> KeyFile.read(file, share));
    KeyFile.create(file, share);
    Files.writeString(file, "pigeon-key-1 00\n");
    refused("holds no key", () -> KeyFile.read(file, share));
  }

  private interface Call {
    void run() throws Exception;
  }

  private static void refused(String why, Call call) {
    BadKey e = assertThrows(BadKey.class, call::run);
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
