package dev.pigeon.cli.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Dates that files of the distribution carry. Java refuses a class-data cache once a jar of the
 * boot class path has another date, and the launcher can tell only which of two files is older: the
 * order here is what a copy made without keeping dates does not have.
 */
enum KeptDates {
  JAR,
  MODULES,
  LICENSE,
  LAUNCHER;

  void put(Path file) throws IOException {
    LocalDate date = LocalDate.of(2001, 1, 1).plusDays(ordinal());
    Files.setLastModifiedTime(file, FileTime.from(date.atStartOfDay().toInstant(ZoneOffset.UTC)));
  }
}
