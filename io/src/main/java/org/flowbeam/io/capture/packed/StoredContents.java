package org.flowbeam.io.capture.packed;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.DamageText;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.Sniffer.Kind;
import org.flowbeam.io.capture.window.ByteWindow;

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
     * @param damages knows the layers around the content, once that is read to its end
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

  private final UnaryOperator<InputStream> ahead;
  private int nextIndex;

  /**
   * For a first pass.
   *
   * @param ahead lets a content be decompressed ahead of who reads it
   */
  public StoredContents(
      Handler handler, DecompressionLimit limit, UnaryOperator<InputStream> ahead) {
    this.handler = handler;
    this.limited = limit::on;
    this.ahead = ahead;
  }

  /** For another pass, without limits. */
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
      case EMPTY, PCAP, PCAPNG, UNKNOWN -> content(in, number(name), damages);
      default -> {
        InputStream content = Decompressors.open(kind, in, damages);
        yield visit(content, name.in(kind.label()), damages, layers + 1);
      }
    };
  }

  /**
   * Hands a content on. Where it is compressed all layers around it are read ahead, by a thread
   * that has them for itself until the content is closed.
   */
  private boolean content(ByteWindow in, ContentName name, DamageLog around) throws IOException {
    if (!name.isCompressed()) {
      return handler.onContent(name, in, around);
    }
    try (InputStream content = ahead.apply(in.asStream())) {
      return handler.onContent(name, new ByteWindow(content), new DamageLog(around));
    }
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
      if (!visit(member, name.member(member.name()), layers)) {
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

  private boolean visit(Archive.Member member, ContentName name, int layers) throws IOException {
    String obstacle = member.obstacle();
    if (obstacle != null) {
      SourceStatus status = member.encrypted() ? SourceStatus.ENCRYPTED : SourceStatus.UNREADABLE;
      return handler.onProblem(number(name), status, obstacle, 0);
    }
    return visit(member.content(), name, member.damages(), layers);
  }

  /** Visits a content in another one; of that {@code damages} hears. */
  private boolean visit(InputStream content, ContentName name, DamageLog damages, int layers)
      throws IOException {
    try (InputStream in = limited.apply(content)) {
      return visit(new ByteWindow(in), name, damages, layers);
    }
  }

  private ContentName number(ContentName name) {
    return name.numbered(nextIndex++);
  }
}
