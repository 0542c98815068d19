package org.flowbeam.pipeline.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.terminal.TerminalText;

/** Nothing is ever written beside evidence or among tables. */
public final class EvidenceFolders {
  private EvidenceFolders() {}

  /**
   * Refuses an output in the folder of a source, below a folder that was swept, or in a run.
   *
   * @param runs folders of runs
   */
  public static void refuse(
      Path output, List<EvidenceSource> sources, SourceMap map, List<Path> runs) {
    Path target = real(output);
    for (Path run : runs) {
      if (target.startsWith(real(run))) {
        throw new UsageException("--output=" + output + " lies in the tables of " + run);
      }
    }
    for (EvidenceSource source : sources) {
      String location = map.now(source.location());
      if (!Storage.isRemote(location) && isBeside(target, Path.of(location), source)) {
        throw new UsageException(
            TerminalText.oneLine(
                "--output=" + output + " lies beside the evidence (" + location + ")"));
      }
    }
  }

  private static boolean isBeside(Path target, Path file, EvidenceSource source) {
    Path real = real(file);
    Path folder = real.getParent();
    if (folder == null || folder.equals(target.getParent()) || folder.equals(target)) {
      return true;
    }
    Path swept = source.named() ? null : above(real, source.uri());
    return swept != null && target.startsWith(swept);
  }

  /** The folder to which the URI is relative. */
  private static Path above(Path file, String uri) {
    Path relative = Path.of(uri);
    Path above = file;
    for (int i = 0; i < relative.getNameCount() && above.getParent() != null; i++) {
      above = above.getParent();
    }
    return file.endsWith(relative) ? above : file;
  }

  /** Links are followed as far as they lead. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException missing) {
      Path above = absolute.getParent();
      Path name = absolute.getFileName();
      return above == null || name == null ? absolute : real(above).resolve(name);
    }
  }
}
