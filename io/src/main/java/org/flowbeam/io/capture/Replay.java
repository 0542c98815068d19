package org.flowbeam.io.capture;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.DamageText;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.ContentName;
import org.flowbeam.io.capture.packed.Sniffer;
import org.flowbeam.io.capture.packed.StoredContents;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.io.capture.window.ByteWindow;
import org.flowbeam.io.capture.window.ChannelInput;
import org.jspecify.annotations.Nullable;

/** Visits the records that an inspection counted. */
final class Replay implements StoredContents.Handler {
  private final String uri;
  private final RecordVisitor visitor;
  private final Map<Integer, SourceInfo> wanted = new HashMap<>();

  Replay(String uri, RecordVisitor visitor) {
    this.uri = uri;
    this.visitor = visitor;
  }

  /**
   * Reads one slice.
   *
   * @return how long the stored file is now, as far as that can be told; where it has grown since
   *     it was inspected, what came later is left alone
   */
  long run(CaptureFile file, List<SourceInfo> sources, int sliceIndex) throws IOException {
    try (ReadableByteChannel channel = open(file)) {
      SourceInfo first = sources.get(0);
      ByteWindow stored = new ByteWindow(new ChannelInput(channel, first.sizeBytes()));
      if (first.isPlain()) {
        readSlice(first, first.slices().get(sliceIndex), stored);
      } else if (sliceIndex == 0) {
        readContents(file, sources, stored);
      } else {
        throw new IndexOutOfBoundsException(uri + " has no slice " + sliceIndex);
      }
      return sizeNow(channel, first.sizeBytes());
    }
  }

  private long sizeNow(ReadableByteChannel channel, long inspectedBytes) throws IOException {
    if (!(channel instanceof SeekableByteChannel seekable)) {
      return inspectedBytes;
    }
    if (seekable.size() < inspectedBytes) {
      throw changed(seekable.size(), "another size", null);
    }
    return seekable.size();
  }

  private ReadableByteChannel open(CaptureFile file) throws CaptureChangedException {
    try {
      return file.open();
    } catch (IOException e) {
      throw changed(0, DamageText.ofReading(e), e);
    }
  }

  private void readSlice(SourceInfo source, Slice slice, ByteWindow in) throws IOException {
    Section section = slice.section();
    if (section == null) {
      return;
    }
    CaptureRecord record = new CaptureRecord();
    boolean same = Sniffer.sniff(in).name().toLowerCase(Locale.ROOT).equals(source.format());
    if (!same || !in.seek(slice.offset())) {
      throw changed(slice.offset(), "another content", in.failure());
    }
    Walker walker = Walkers.resume(in, record, new DamageLog(), slice, section);
    visit(source, walker, record, slice.packets(), in);
  }

  private void readContents(CaptureFile file, List<SourceInfo> sources, ByteWindow stored)
      throws IOException {
    for (SourceInfo source : sources) {
      if (source.packets() > 0) {
        wanted.put(source.memberIndex(), source);
      }
    }
    new StoredContents(this, file::ahead).visit(stored);
    if (!wanted.isEmpty()) {
      throw changed(stored.position(), "fewer contents", stored.failure());
    }
  }

  @Override
  public boolean onContent(ContentName name, ByteWindow content, DamageLog damages)
      throws IOException {
    SourceInfo source = wanted.remove(name.index());
    if (source != null) {
      CaptureRecord record = new CaptureRecord();
      Walker walker = Walkers.start(content, record, damages, new CaptureDescription());
      if (walker == null) {
        throw changed(0, "another content", content.failure());
      }
      visit(source, walker, record, source.packets(), content);
    }
    return !wanted.isEmpty();
  }

  @Override
  public boolean onProblem(ContentName name, SourceStatus status, String error, long skippedBytes) {
    return !wanted.isEmpty();
  }

  private void visit(
      SourceInfo source, Walker walker, CaptureRecord record, long packets, ByteWindow in)
      throws IOException {
    for (long n = 0; n < packets; n++) {
      if (!walker.next()) {
        throw changed(in.position(), "record " + n + " of " + packets + " is gone", in.failure());
      }
      visitor.onRecord(source, record);
    }
  }

  private CaptureChangedException changed(long offset, String what, @Nullable IOException cause) {
    return new CaptureChangedException(uri, offset, what, cause);
  }
}
