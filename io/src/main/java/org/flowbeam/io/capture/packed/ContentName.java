package org.flowbeam.io.capture.packed;

import org.jspecify.annotations.Nullable;

/**
 * Where in a stored file a content lies.
 *
 * @param member names of archive members, nested ones joined by {@code !/}
 * @param compression from the content outwards, joined by {@code +}
 */
public record ContentName(@Nullable String member, int index, String compression) {
  public static final String NONE = "none";
  public static final ContentName STORED = new ContentName(null, 0, NONE);

  ContentName in(String layer) {
    return new ContentName(
        member, index, compression.equals(NONE) ? layer : layer + "+" + compression);
  }

  ContentName member(String name) {
    return new ContentName(member == null ? name : member + "!/" + name, index, compression);
  }

  ContentName numbered(int index) {
    return new ContentName(member, index, compression);
  }

  public boolean isStored() {
    return compression.equals(NONE);
  }

  /** Whether reading the content means decompressing it. */
  boolean isCompressed() {
    return !isStored() && !compression.equals(Sniffer.Kind.TAR.label());
  }
}
