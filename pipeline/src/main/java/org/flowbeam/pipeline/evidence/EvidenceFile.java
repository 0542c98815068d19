package org.flowbeam.pipeline.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.flowbeam.io.capture.ContentVisitor;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.storage.Storage;

/**
 * A stored file of which captures are wanted, and where it lies now.
 *
 * @param sources its captures, by their numbers in it
 */
public record EvidenceFile(String location, List<EvidenceSource> sources) {

  /** The files in which these sources lie, in the order of their earliest packets. */
  public static List<EvidenceFile> of(Iterable<EvidenceSource> sources, SourceMap map) {
    Map<String, TreeMap<Integer, EvidenceSource>> files = new TreeMap<>();
    for (EvidenceSource source : sources) {
      files
          .computeIfAbsent(map.now(source.location()), none -> new TreeMap<>())
          .putIfAbsent(source.memberIndex(), source);
    }
    return files.entrySet().stream()
        .map(file -> new EvidenceFile(file.getKey(), List.copyOf(file.getValue().values())))
        .sorted(Comparator.comparing(EvidenceFile::firstTimeMicros))
        .toList();
  }

  /**
   * What the captures of files are called, in their order: by where they lie if names are not
   * unique.
   */
  public static List<String> names(List<EvidenceFile> files) {
    List<EvidenceSource> all = files.stream().flatMap(file -> file.sources().stream()).toList();
    Set<String> seen = new HashSet<>();
    Set<String> shared =
        all.stream()
            .map(EvidenceSource::name)
            .filter(name -> !seen.add(name))
            .collect(Collectors.toSet());
    return all.stream()
        .map(source -> shared.contains(source.name()) ? source.place() : source.name())
        .toList();
  }

  private long firstTimeMicros() {
    return sources.stream().mapToLong(EvidenceSource::firstTimeMicros).min().orElse(Long.MAX_VALUE);
  }

  private EvidenceSource first() {
    return sources.get(0);
  }

  /**
   * Refuses a file that is gone or shorter than it was, and, where that is to be trusted, one that
   * is longer or was modified since the run.
   *
   * @param runMillis when the run was finished, since 1970
   * @return by how many bytes it has grown, which are left alone
   */
  public long requireThere(Trust trust, long runMillis) throws IOException {
    long size = Storage.sizesBytes(List.of(location)).get(0);
    long known = first().storedBytes();
    if (size < 0) {
      throw changed("is gone");
    }
    if (known >= 0 && (size < known || (size > known && trust == Trust.SIZE_AND_TIME))) {
      throw changed("has changed: " + size + " bytes instead of " + known);
    }
    if (trust == Trust.SIZE_AND_TIME && modifiedMillis() > runMillis) {
      throw changed("was modified after the run; leave --trust out to compare its hash");
    }
    return known < 0 ? 0 : size - known;
  }

  private long modifiedMillis() throws IOException {
    return Storage.isRemote(location)
        ? Long.MAX_VALUE
        : Files.getLastModifiedTime(Path.of(location)).toMillis();
  }

  /** How much of it is passed over. */
  public long bytes() throws IOException {
    long known = first().storedBytes();
    return known >= 0 ? known : Storage.sizesBytes(List.of(location)).get(0);
  }

  /**
   * Passes over the file once.
   *
   * @param bytesRead hears of all bytes, as they are read
   */
  public void scan(ContentVisitor visitor, LongConsumer bytesRead) throws IOException {
    CaptureIO.scan(
        new InputFile(0, first().uri(), location, bytes(), true, ""), visitor, bytesRead);
  }

  public ChangedEvidenceException changed(String what) {
    return new ChangedEvidenceException(first(), location, what);
  }
}
