package org.flowbeam.io.capture.packed;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.DamageText;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.Sniffer.Kind;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a stored file: takes off compression, opens archives, and hands on every content
 * that is neither, in stored order and with running numbers. Inspecting and reading go the same
 * way, so that numbers mean the same.
 */
public final class StoredContents {
  /** Compressions and archives around a capture; a tgz with gzipped captures has three. */
  static final int MAX_LAYERS = 5;

  /** Takes what is found; each method returns whether to go on. */
  public interface Handler {
    /**
     * A content that is neither compressed nor an archive.
     *
     * @param content stands at its start
     * @param damages already knows the layers around the content
     */
    boolean onContent(ContentName name, ByteWindow content, DamageLog damages) throws IOException;

    /**
     * A content, or an archive from here on, that cannot be had, or that is not whole.
     *
     * @param skippedBytes that were passed over around it
     */
    boolean onProblem(ContentName name, SourceStatus status, String error, long skippedBytes);
  }

  private final Handler handler;
  private final UnaryOperator<InputStream> limited;

  /** What lets a content be decompressed ahead, where none around it is; null when nothing may. */
  private @Nullable UnaryOperator<InputStream> ahead;

  private int nextIndex;

  /** For a first pass. */
  public StoredContents(Handler handler, DecompressionLimit limit) {
    this.handler = handler;
    this.limited = limit::on;
  }

  /**
   * For another pass, without limits, and of no damages around a content the handler hears.
   *
   * @param ahead lets a content be decompressed ahead of who reads it
   */
  public StoredContents(Handler handler, UnaryOperator<InputStream> ahead) {
    this.handler = handler;
    this.limited = content -> content;
    this.ahead = ahead;
  }

  public void visit(ByteWindow stored) throws IOException {
    visit(stored, ContentName.STORED, new DamageLog(), 0);
  }

  private boolean visit(ByteWindow in, ContentName name, DamageLog damages, int layers)
      throws IOException {
    Kind kind = Sniffer.sniff(in);
    if ((kind.isArchive() || kind.isCompression()) && layers == MAX_LAYERS) {
      String error = "more than " + MAX_LAYERS + " compressions and archives in each other";
      return handler.onProblem(number(name), SourceStatus.UNREADABLE, error, 0);
    }
    return switch (kind) {
      case ZIP ->
          visit(new ZipMembers(in, damages), in, name.in(kind.label()), damages, layers + 1);
      case TAR ->
          visit(new TarMembers(in, damages), in, name.in(kind.label()), damages, layers + 1);
      case EMPTY, PCAP, PCAPNG, UNKNOWN -> handler.onContent(number(name), in, damages);
      default -> {
        InputStream content = Decompressors.open(kind, in, damages);
        yield visit(content, true, name.in(kind.label()), damages, layers + 1);
      }
    };
  }

  /**
   * Visits all members.
   *
   * @param in what the archive reads
   * @param damages hears of what is wrong around the archive
   */
  private boolean visit(
      Archive archive, ByteWindow in, ContentName name, DamageLog damages, int layers)
      throws IOException {
    int before = nextIndex;
    while (true) {
      Archive.Member member;
      try {
        member = archive.next();
        if (member == null) {
          in.drain();
          in.throwFailure();
        }
      } catch (IOException e) {
        return handler.onProblem(
            number(name), SourceStatus.UNREADABLE, DamageText.of(e), damages.skippedBytes());
      }
      if (member == null) {
        return atEnd(name, damages, nextIndex == before);
      }
      if (!visit(member, archive.compresses(), name.member(member.name()), layers)) {
        return false;
      }
    }
  }

  private boolean atEnd(ContentName name, DamageLog damages, boolean empty) {
    String error = damages.error();
    if (error != null) {
      return handler.onProblem(number(name), damages.status(), error, damages.skippedBytes());
    }
    return !empty
        || handler.onProblem(number(name), SourceStatus.EMPTY, "an archive without files", 0);
  }

  private boolean visit(Archive.Member member, boolean compressed, ContentName name, int layers)
      throws IOException {
    String obstacle = member.obstacle();
    if (obstacle != null) {
      SourceStatus status = member.encrypted() ? SourceStatus.ENCRYPTED : SourceStatus.UNREADABLE;
      return handler.onProblem(number(name), status, obstacle, 0);
    }
    return visit(member.content(), compressed, name, member.damages(), layers);
  }

  /**
   * Visits a content in another one.
   *
   * @param compressed reading the content means decompressing it
   * @param damages heard by the content itself; where that is read ahead, by nobody else
   */
  private boolean visit(
      InputStream content, boolean compressed, ContentName name, DamageLog damages, int layers)
      throws IOException {
    UnaryOperator<InputStream> runner = ahead;
    if (!compressed || runner == null) {
      try (InputStream in = limited.apply(content)) {
        return visit(new ByteWindow(in), name, damages, layers);
      }
    }
    ahead = null;
    try (InputStream in = runner.apply(content)) {
      return visit(new ByteWindow(in), name, new DamageLog(), layers);
    } finally {
      ahead = runner;
    }
  }

  private ContentName number(ContentName name) {
    return name.numbered(nextIndex++);
  }
}
