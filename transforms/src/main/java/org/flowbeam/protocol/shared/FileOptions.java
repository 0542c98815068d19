package org.flowbeam.protocol.shared;

import java.util.List;
import org.flowbeam.format.content.ContentPlan;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.protocol.SessionOptions;

/** What users choose about the files that sessions carry. */
public final class FileOptions {
  /** What happens to files. */
  public enum Bodies {
    NONE,
    HASH,
    STORE
  }

  /** What is taken of files besides their length. */
  public enum Hash {
    MD5,
    SHA1,
    SHA256
  }

  public static final Option<Bodies> BODIES =
      Option.of(
          "bodies",
          Affects.ROWS,
          ValueTypes.choice(Bodies.class),
          "hash",
          "Bodies and parts: none (counted only), hash, or store (files by hash below the output).");

  public static final Option<Long> MAX_BODY_BYTES =
      Option.of(
          "maxBodyBytes",
          Affects.ROWS,
          ValueTypes.size(0, Long.MAX_VALUE),
          "64MiB",
          "Larger bodies are not stored.");

  public static final Option<List<Hash>> FILE_HASHES =
      Option.of(
          "fileHashes",
          Affects.ROWS,
          ValueTypes.list(ValueTypes.choice(Hash.class)),
          "sha256",
          "Hashes of files, comma-separated: md5, sha1; sha256 is always taken, and all three of"
              + " what mail carries.");

  public static final List<Option<?>> ALL = List.of(BODIES, MAX_BODY_BYTES, FILE_HASHES);

  private FileOptions() {}

  /**
   * What is to be found out.
   *
   * @param allHashes whether all of them are taken, whatever was chosen
   */
  static ContentPlan plan(SessionOptions options, boolean allHashes) {
    Bodies bodies = options.get(BODIES);
    List<Hash> hashes = options.get(FILE_HASHES);
    return new ContentPlan(
        bodies != Bodies.NONE,
        allHashes || hashes.contains(Hash.MD5),
        allHashes || hashes.contains(Hash.SHA1),
        bodies == Bodies.STORE,
        options.get(MAX_BODY_BYTES));
  }
}
