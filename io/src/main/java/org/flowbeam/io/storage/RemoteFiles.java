package org.flowbeam.io.storage;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.flowbeam.io.storage.Storage.Stored;

/** Files in stores, by Beam's file systems, which somebody has registered with their options. */
final class RemoteFiles {
  /** Which of Maven's profiles brings what knows a scheme. */
  private static final Map<String, String> PROFILES =
      Map.of("s3", "s3", "gs", "dataflow", "hdfs", "hdfs");

  private static final String HDFS = "hdfs:";

  private RemoteFiles() {}

  static ReadableByteChannel open(String location) throws IOException {
    return FileSystems.open(resource(location));
  }

  static WritableByteChannel create(String location) throws IOException {
    return FileSystems.create(resource(location), MimeTypes.BINARY);
  }

  static void delete(List<String> locations) throws IOException {
    FileSystems.delete(resources(locations), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  static void move(List<String> from, List<String> to) throws IOException {
    FileSystems.rename(
        resources(from),
        resources(to),
        StandardMoveOptions.IGNORE_MISSING_FILES,
        StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
  }

  static List<Long> sizesBytes(List<String> locations) throws IOException {
    List<Long> sizes = new ArrayList<>(locations.size());
    for (MatchResult found : FileSystems.matchResources(resources(locations))) {
      boolean there = found.status() == MatchResult.Status.OK;
      sizes.add(there ? found.metadata().get(0).sizeBytes() : -1L);
    }
    return sizes;
  }

  static List<Stored> list(String pattern) throws IOException {
    Map<String, MatchResult.Metadata> found = new TreeMap<>();
    try {
      match(pattern, found);
      if (pattern.startsWith(HDFS) && pattern.endsWith("/**")) {
        // There Beam finds what lies in folders below, and not what lies in this one.
        match(pattern.substring(0, pattern.length() - 1), found);
      }
    } catch (IllegalArgumentException e) {
      throw unknown(pattern, e);
    }
    List<Stored> files = new ArrayList<>();
    for (MatchResult.Metadata file : found.values()) {
      String location = file.resourceId().toString();
      if (!location.endsWith("/") && !isFolder(file)) {
        files.add(new Stored(location, file.sizeBytes(), file.lastModifiedMillis()));
      }
    }
    return files;
  }

  private static void match(String pattern, Map<String, MatchResult.Metadata> found)
      throws IOException {
    for (MatchResult.Metadata file :
        FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata()) {
      found.put(file.resourceId().toString(), file);
    }
  }

  /** HDFS has folders, which Beam lists as empty files. */
  private static boolean isFolder(MatchResult.Metadata file) throws IOException {
    String location = file.resourceId().toString();
    return location.startsWith(HDFS)
        && file.sizeBytes() == 0
        && !FileSystems.match(location + "/*", EmptyMatchTreatment.ALLOW).metadata().isEmpty();
  }

  private static List<ResourceId> resources(List<String> locations) throws IOException {
    List<ResourceId> resources = new ArrayList<>(locations.size());
    for (String location : locations) {
      resources.add(resource(location));
    }
    return resources;
  }

  private static ResourceId resource(String location) throws IOException {
    try {
      return FileSystems.matchNewResource(location, false);
    } catch (IllegalArgumentException e) {
      throw unknown(location, e);
    }
  }

  private static IOException unknown(String location, IllegalArgumentException e) {
    String scheme = location.substring(0, location.indexOf(':'));
    String message = String.valueOf(e.getMessage());
    if (!message.startsWith("No filesystem found for scheme")) {
      return new IOException(location + ": " + message, e);
    }
    String profile = PROFILES.get(scheme.toLowerCase(Locale.ROOT));
    String where =
        profile == null ? "; known are s3, gs and hdfs" : "; the build has it with -P" + profile;
    return new IOException(location + ": no file system for " + scheme + ":" + where);
  }
}
