package dev.pigeon.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What may lie where one file of the shared folder should be. */
enum Junk {
  FOLDER {
    @Override
    void put(Path file) throws IOException {
      Files.createDirectory(file);
    }
  },
  FIFO {
    @Override
    void put(Path file) throws IOException {
      run("mkfifo", file.toString());
    }
  },
  DEVICE {
    @Override
    void put(Path file) throws IOException {
      if (System.getProperty("user.name").equals("root")) {
        run("mknod", file.toString(), "c", "1", "5");
      } else {
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
      }
    }
  },
  LINK_TO_A_DEVICE {
    @Override
    void put(Path file) throws IOException {
      Files.createSymbolicLink(file, Path.of("/dev/zero"));
    }
  },
  LINK_TO_ITSELF {
    @Override
    void put(Path file) throws IOException {
      Files.createSymbolicLink(file, file.getFileName());
    }
  },
  DANGLING_LINK {
    @Override
    void put(Path file) throws IOException {
      Files.createSymbolicLink(file, Path.of("nowhere"));
    }
  },
  SPARSE_GIGABYTE {
    @Override
    void put(Path file) throws IOException {
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(1L << 30);
      }
    }
  },
  ENDLESS_LINE {
    @Override
    void put(Path file) throws IOException {
      byte[] line = new byte[17 << 20];
      Arrays.fill(line, (byte) 'x');
      Files.write(file, line);
    }
  },
  NULS {
    @Override
    void put(Path file) throws IOException {
      Files.write(file, new byte[1000]);
    }
  },
  EMPTY {
    @Override
    void put(Path file) throws IOException {
      Files.createFile(file);
    }
  },
  DEEP {
    @Override
    void put(Path file) throws IOException {
      byte[] deep = new byte[500_000];
      Arrays.fill(deep, (byte) '[');
      deep[deep.length - 1] = '\n';
      Files.write(file, deep);
    }
  },
  TRUNCATED {
    @Override
    void put(Path file) throws IOException {
      Files.writeString(file, "{\"session_id\":\"17950000");
    }
  },
  WRONG_TYPES {
    @Override
    void put(Path file) throws IOException {
      Files.writeString(
          file,
          "{\"session_id\":[],\"state\":7,\"command\":{},\"cwd\":null,\"type\":1,\"host\":{}}\n",
          StandardCharsets.UTF_8);
    }
  };

  /** Lays it there; the name must be free. */
  abstract void put(Path file) throws IOException;

  private static void run(String... words) throws IOException {
    try {
      if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
        throw new IOException("failed: " + String.join(" ", words));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
