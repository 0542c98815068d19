package org.flowbeam.io.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.io.storage.PartialCopy.Range;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * A run that lies in a folder and is what its manifest says: every file is there with the size that
 * it had, and no other file lies among the tables and bodies. Links count as other files. Contents
 * are not hashed. Of a run in a store the files are fetched when they are wanted, into a folder of
 * this machine.
 */
public final class FinishedRun {
  public static final String MANIFEST = "manifest.json";
  public static final String SUCCESS = "_SUCCESS";

  /** What is wrong with a folder, in one line that begins with its name. */
  public static final class NotWholeException extends Exception {
    private static final long serialVersionUID = 1;

    NotWholeException(Object folder, String message) {
      super(folder + message);
    }
  }

  private final Path folder;
  private final JsonNode manifest;
  private final @Nullable StoredRun stored;
  private final Map<String, List<Path>> tables = new TreeMap<>();

  private FinishedRun(Path folder, JsonNode manifest, @Nullable StoredRun stored) {
    this.folder = folder;
    this.manifest = manifest;
    this.stored = stored;
  }

  /** Looks at every file that the manifest names, and for others. */
  public static FinishedRun open(Path named) throws IOException, NotWholeException {
    Path folder = named.toAbsolutePath().normalize();
    if (!isFile(folder.resolve(SUCCESS))) {
      throw new NotWholeException(
          folder, " has no _SUCCESS: it is no output folder, or its run did not finish");
    }
    FinishedRun run = new FinishedRun(folder, readManifest(folder), null);
    run.requireListed();
    return run;
  }

  /**
   * The same in a store.
   *
   * @param location its folder, without a slash at its end
   * @param folder where files are fetched to; empty
   */
  public static FinishedRun open(String location, Path folder)
      throws IOException, NotWholeException {
    StoredRun stored = StoredRun.open(location, folder);
    FinishedRun run = new FinishedRun(folder, readManifest(folder), stored);
    Set<String> listed = new HashSet<>();
    for (JsonNode output : run.manifest.path("outputs")) {
      String path = output.path("path").asText();
      stored.requireSize(path, output.path("bytes").asLong(-1));
      listed.add(path);
      run.addTable(output, inside(folder, path));
    }
    stored.requireNoOther(listed);
    return run;
  }

  private static JsonNode readManifest(Path folder) throws IOException, NotWholeException {
    try {
      JsonNode manifest = new ObjectMapper().readTree(folder.resolve(MANIFEST).toFile());
      if (manifest.path("outputs").isArray()) {
        return manifest;
      }
    } catch (JsonProcessingException damaged) {
      throw new NotWholeException(folder, ": its manifest.json is damaged");
    } catch (java.io.FileNotFoundException missing) {
      throw new NotWholeException(folder, " has no manifest.json");
    }
    throw new NotWholeException(folder, ": its manifest.json is damaged");
  }

  /** The folder of this machine in which its files are, or will be once they are fetched. */
  public Path folder() {
    return folder;
  }

  /** Where it lies, for people. */
  public String name() {
    return stored == null ? folder.toString() : stored.location();
  }

  /** Makes sure that files of the run are in its folder. */
  public void fetch(Collection<Path> files) throws IOException {
    if (stored != null) {
      for (Path file : files) {
        stored.fetch(path(file));
      }
    }
  }

  /** Whether it lies in a store, so that its files are here only when they were fetched. */
  public boolean isStored() {
    return stored != null;
  }

  /**
   * Makes sure that files of the run are in its folder, as long as they are; nothing is fetched.
   */
  public void reserve(Collection<Path> files) throws IOException {
    if (stored != null) {
      for (Path file : files) {
        stored.copy(path(file));
      }
    }
  }

  /** Fetches what says where the columns of a file of Parquet lie. */
  public void fetchFooter(Path file) throws IOException {
    if (stored != null) {
      stored.fetchFooter(path(file));
    }
  }

  /** Fetches bytes of a file; the others, unless they are here, read as zeros. */
  public void fetch(Path file, Collection<Range> ranges) throws IOException {
    if (stored != null) {
      stored.copy(path(file)).fetch(ranges);
    }
  }

  /**
   * Fetches the rest of every file that is here in part.
   *
   * @return whether there was one
   */
  public boolean fetchRest() throws IOException {
    return stored != null && stored.fetchRest();
  }

  private String path(Path file) {
    return folder.relativize(file).toString();
  }

  public JsonNode manifest() {
    return manifest;
  }

  /** When the run was finished, by the clock of its file system; milliseconds since 1970. */
  public long finishedMillis() throws IOException {
    return Files.getLastModifiedTime(folder.resolve(SUCCESS)).toMillis();
  }

  /** Name of a table to its Parquet files, in the order of the manifest. */
  public Map<String, List<Path>> tables() {
    return tables;
  }

  private void requireListed() throws IOException, NotWholeException {
    Set<Path> listed = new HashSet<>();
    Set<String> folders = tableFolders();
    for (JsonNode output : manifest.path("outputs")) {
      String path = output.path("path").asText();
      Path file = inside(folder, path);
      requireSize(file, path, output.path("bytes").asLong(-1));
      listed.add(file);
      folders.add(folder.relativize(file).getName(0).toString());
      addTable(output, file);
    }
    for (String name : folders) {
      requireNoOther(folder.resolve(name), listed);
    }
  }

  private void addTable(JsonNode output, Path file) {
    String table = output.path("table").asText();
    String path = output.path("path").asText();
    if (path.startsWith(table + "/") && path.endsWith(".parquet")) {
      tables.computeIfAbsent(table, t -> new ArrayList<>()).add(file);
    }
  }

  private static Set<String> tableFolders() {
    Set<String> folders = new TreeSet<>(List.of(BodyFile.FOLDER));
    Tables.ALL.stream().map(Table::name).forEach(folders::add);
    return folders;
  }

  /**
   * Whether a file would be taken for one of the run's if no manifest said which these are.
   *
   * @param path relative to the folder of the run
   */
  public static boolean isAmongTables(String path) {
    return tableFolders().contains(path.replaceFirst("/.*", "")) && !isLeftByTheSystem(path);
  }

  /**
   * The file that a manifest names. A manifest is a file like any other: it must not lead out of
   * its folder.
   */
  static Path inside(Path folder, String path) throws NotWholeException {
    try {
      Path file = folder.resolve(path).normalize();
      if (!path.isEmpty()
          && file.startsWith(folder)
          && folder.relativize(file).toString().equals(path)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // As wrong as the others.
    }
    throw new NotWholeException(folder, ": its manifest.json names a file outside: '" + path + "'");
  }

  private void requireSize(Path file, String path, long bytes)
      throws IOException, NotWholeException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile()) {
        throw differs(path + " is no file");
      }
      if (found.size() != bytes) {
        throw differs(path + " has " + found.size() + " bytes instead of " + bytes);
      }
    } catch (NoSuchFileException e) {
      throw differs(path + " is missing");
    }
  }

  private void requireNoOther(Path tableFolder, Set<Path> listed)
      throws IOException, NotWholeException {
    if (!Files.exists(tableFolder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tableFolder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
            && !listed.contains(file)
            && !isLeftByTheSystem(file.toString())) {
          throw differs(folder.relativize(file) + " is not in it");
        }
      }
    }
  }

  /**
   * File managers and network file systems leave hidden files, which no reader takes for a table.
   */
  private static boolean isLeftByTheSystem(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith(".") && !name.endsWith(".parquet");
  }

  private NotWholeException differs(String what) {
    return new NotWholeException(folder, " is not what its manifest.json says: " + what);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }
}
