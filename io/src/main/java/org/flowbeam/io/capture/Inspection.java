package org.flowbeam.io.capture;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.ContentName;
import org.flowbeam.io.capture.packed.DecompressionLimit;
import org.flowbeam.io.capture.packed.Sniffer;
import org.flowbeam.io.capture.packed.StoredContents;
import org.flowbeam.io.capture.window.ByteWindow;
import org.flowbeam.io.capture.window.ContentDigest;
import org.jspecify.annotations.Nullable;

/** One pass over a stored file that tells of every content in it, and shows what is packed. */
final class Inspection implements StoredContents.Handler {
  private final CaptureFile file;
  private final InspectOptions options;
  private final PackedRecordVisitor visitor;
  private final boolean hashPlain;
  private final boolean seekable;
  private final ByteWindow stored;
  private final List<SourceInfo> sources = new ArrayList<>();

  Inspection(
      CaptureFile file,
      InspectOptions options,
      PackedRecordVisitor visitor,
      ReadableByteChannel channel,
      ByteWindow stored) {
    this.file = file;
    this.visitor = visitor;
    this.options = options;
    this.hashPlain = options.hashPlainFiles() || file.sizeBytes() <= options.sliceBytes();
    this.seekable = channel instanceof SeekableByteChannel;
    this.stored = stored;
  }

  List<SourceInfo> run(long freeBytes) throws IOException {
    ContentDigest digest = new ContentDigest(true);
    boolean compressed = Sniffer.sniff(stored).isCompression();
    if (compressed) {
      stored.digestInto(digest);
    }
    DecompressionLimit limit = new DecompressionLimit(stored, freeBytes);
    new StoredContents(this, limit, file::ahead).visit(stored);
    stored.drain();
    String sha256 = compressed ? digest.whole() : null;
    return sources.stream().map(s -> withStored(s, sha256)).toList();
  }

  private SourceInfo withStored(SourceInfo source, @Nullable String sha256) {
    String whole = source.isPlain() ? source.contentSha256() : sha256;
    return source.stored(stored.position(), whole);
  }

  @Override
  public boolean onContent(ContentName name, ByteWindow content, DamageLog damages)
      throws IOException {
    boolean plain = name.isStored();
    ContentDigest digest = new ContentDigest(!plain || hashPlain);
    content.digestInto(digest);
    long sliceBytes = plain && seekable ? options.sliceBytes() : Long.MAX_VALUE;
    SourceInspector inspector = new SourceInspector(file.uri(), name, damages);
    sources.add(
        inspector.inspect(
            content, digest, sliceBytes, plain ? PackedRecordVisitor.NOBODY : visitor));
    return true;
  }

  @Override
  public boolean onProblem(ContentName name, SourceStatus status, String error, long skippedBytes) {
    sources.add(SourceInfo.problem(file.uri(), name, status, error, skippedBytes));
    return true;
  }
}
