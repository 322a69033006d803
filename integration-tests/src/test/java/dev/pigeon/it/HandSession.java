package dev.pigeon.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The folder of one session, written and read by a stranger who knows only the wire format. */
final class HandSession {
  static final String TIME = "2026-02-28T07:15:03.123456Z";
  static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  HandSession(Path folder) {
    this.folder = folder;
  }

  /** A session that waits for a worker; its two logs are absent. */
  static HandSession create(Site site, String id, Path cwd, String... command) throws IOException {
    return create(site, id, request(id, cwd, command));
  }

  static HandSession create(Site site, String id, ObjectNode request) throws IOException {
    HandSession session = new HandSession(Files.createDirectories(site.sessions().resolve(id)));
    session.write("request.json", request.toString());
    session.write(
        "status.json",
        """
        {"session_id":"%s","state":"pending","created_at":"%s","updated_at":"%s","exit_code":null}
        """
            .formatted(id, TIME, TIME));
    return session;
  }

  static ObjectNode request(String id, Path cwd, String... command) {
    ObjectNode request = JSON.createObjectNode();
    request.put("session_id", id);
    for (String word : command) {
      request.withArray("command").add(word);
    }
    request.put("cwd", cwd.toString()).putNull("route").put("created_at", TIME);
    request.putObject("requester").put("host", "stranger").put("pid", 1).put("user", "somebody");
    request.putObject("env");
    ObjectNode terminal = request.putObject("terminal");
    terminal.put("stdin_isatty", false).put("stdout_isatty", false).putNull("size");
    return request;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Replaces a document in one step, so that no reader sees half of it. */
  void write(String name, String text) throws IOException {
    Path fresh = folder.resolve("." + name + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  void append(String name, String text) throws IOException {
    Files.writeString(file(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  JsonNode read(String name) throws IOException {
    return JSON.readTree(Files.readAllBytes(file(name)));
  }

  /** The records of a log whose lines have ended. */
  List<JsonNode> records(String name) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    if (!Files.exists(file(name))) {
      return records;
    }
    String text = Files.readString(file(name));
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (!line.isEmpty()) {
        records.add(JSON.readTree(line));
      }
    }
    return records;
  }

  /** Waits for the exit record. */
  JsonNode exit() throws Exception {
    List<JsonNode> all =
        Eventually.see(
            "an exit record in " + folder,
            () -> records("stream.jsonl"),
            seen -> seen.stream().anyMatch(each -> "exit".equals(each.path("event").asText())));
    return all.get(all.size() - 1);
  }

  /** All bytes of one channel so far. */
  String output(String channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (JsonNode each : records("stream.jsonl")) {
      if (channel.equals(each.path("channel").asText())) {
        bytes.write(each.get("data_b64").binaryValue());
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static String stdin(int seq, String text) {
    return "{\"type\":\"stdin\",\"seq\":%d,\"ts\":\"%s\",\"data_b64\":\"%s\"}\n"
        .formatted(seq, TIME, base64(text));
  }

  static String eof(int seq) {
    return "{\"type\":\"stdin_eof\",\"seq\":%d,\"ts\":\"%s\"}\n".formatted(seq, TIME);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
