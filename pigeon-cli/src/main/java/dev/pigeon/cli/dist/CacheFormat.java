package dev.pigeon.cli.dist;

/** The two kinds of class-data cache, by the Java that reads them. */
enum CacheFormat {
  /** Java 24 and later: survives a move of its folder. */
  AOT("aot", "-XX:AOTCache="),
  /** Before: silently unused once its folder moved. */
  CDS("jsa", "-XX:SharedArchiveFile=");

  private final String extension;
  private final String use;

  CacheFormat(String extension, String use) {
    this.extension = extension;
    this.use = use;
  }

  static CacheFormat of(int feature) {
    return feature >= 24 ? AOT : CDS;
  }

  String extension() {
    return extension;
  }

  /** The option that names the cache to use, without the name. */
  String use() {
    return use;
  }

  /** Options for a run whose classes are noted in {@code notes}. */
  String record(String notes) {
    return switch (this) {
      case AOT -> "-XX:AOTMode=record -XX:AOTConfiguration=" + notes;
      case CDS -> "-Xshare:off -XX:DumpLoadedClassList=" + notes;
    };
  }

  /** Options for a run that makes {@code cache} of {@code notes} and ends. */
  String create(String notes, String cache) {
    return switch (this) {
      case AOT -> "-XX:AOTMode=create -XX:AOTConfiguration=" + notes + " -XX:AOTCache=" + cache;
      case CDS ->
          "-Xshare:dump -XX:SharedClassListFile=" + notes + " -XX:SharedArchiveFile=" + cache;
    };
  }
}
