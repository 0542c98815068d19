package org.flowbeam.io.capture.packed;

import java.io.IOException;
import java.io.InputStream;
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
     * @param damages already knows the layers around the content
     */
    boolean onContent(ContentName name, ByteWindow content, DamageLog damages) throws IOException;

    /** A content, or an archive from here on, that cannot be had. */
    boolean onProblem(ContentName name, SourceStatus status, String error);
  }

  private final Handler handler;
  private final DecompressionLimit limit;
  private int nextIndex;

  public StoredContents(Handler handler, DecompressionLimit limit) {
    this.handler = handler;
    this.limit = limit;
  }

  public void visit(ByteWindow stored) throws IOException {
    visit(stored, ContentName.STORED, new DamageLog(), 0);
  }

  private boolean visit(ByteWindow in, ContentName name, DamageLog damages, int layers)
      throws IOException {
    Kind kind = Sniffer.sniff(in);
    if ((kind.isArchive() || kind.isCompression()) && layers == MAX_LAYERS) {
      String error = "more than " + MAX_LAYERS + " compressions and archives in each other";
      return handler.onProblem(number(name), SourceStatus.UNREADABLE, error);
    }
    return switch (kind) {
      case ZIP -> visit(new ZipMembers(in), name.in(kind.label()), layers + 1);
      case TAR -> visit(new TarMembers(in), name.in(kind.label()), layers + 1);
      case EMPTY, PCAP, PCAPNG, UNKNOWN -> handler.onContent(number(name), in, damages);
      default -> {
        try (InputStream out = limit.on(Decompressors.open(kind, in, damages))) {
          yield visit(new ByteWindow(out), name.in(kind.label()), damages, layers + 1);
        }
      }
    };
  }

  private boolean visit(Archive archive, ContentName name, int layers) throws IOException {
    int before = nextIndex;
    while (true) {
      Archive.Member member;
      try {
        member = archive.next();
      } catch (IOException e) {
        String error = DamageText.of(e);
        return handler.onProblem(number(name), SourceStatus.UNREADABLE, error);
      }
      if (member == null) {
        return nextIndex > before
            || handler.onProblem(number(name), SourceStatus.EMPTY, "an archive without files");
      }
      if (!visit(member, name.member(member.name()), layers)) {
        return false;
      }
    }
  }

  private boolean visit(Archive.Member member, ContentName name, int layers) throws IOException {
    try (InputStream content = limit.on(member.content())) {
      String obstacle = member.obstacle();
      if (obstacle != null) {
        SourceStatus status = member.encrypted() ? SourceStatus.ENCRYPTED : SourceStatus.UNREADABLE;
        return handler.onProblem(number(name), status, obstacle);
      }
      return visit(new ByteWindow(content), name, new DamageLog(), layers);
    }
  }

  private ContentName number(ContentName name) {
    return name.numbered(nextIndex++);
  }
}
