package org.flowbeam.io.capture.pcapng;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.record.BlockPlace;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.jspecify.annotations.Nullable;

/** What a capture tells of itself beside its packets, in bounded memory. */
public final class CaptureDescription {
  /** Interfaces of a capture that are listed. */
  static final int MAX_INTERFACES = 4096;

  /** Places of blocks that are remembered; more are counted. */
  static final int MAX_BLOCK_PLACES = 1000;

  private final List<CaptureInterface> interfaces = new ArrayList<>();
  private final List<BlockPlace> places = new ArrayList<>();
  private final TreeSet<String> resolutions = new TreeSet<>();
  private long placesOmitted;
  private long numberedFrames;
  private @Nullable String format;
  private @Nullable String byteOrder;
  private @Nullable String hardware;
  private @Nullable String os;
  private @Nullable String application;
  private @Nullable String comment;

  /** The first one counts. */
  public void format(String name) {
    if (format == null) {
      format = name;
    }
  }

  /** The first one counts. */
  public void byteOrder(boolean bigEndian) {
    if (byteOrder == null) {
      byteOrder = bigEndian ? "big" : "little";
    }
  }

  /** The first section that tells something tells it for the capture. */
  void sectionOption(int code, PcapngOptions option) {
    switch (code) {
      case Pcapng.SHB_HARDWARE -> hardware = hardware == null ? option.text() : hardware;
      case Pcapng.SHB_OS -> os = os == null ? option.text() : os;
      case Pcapng.SHB_USERAPPL -> application = application == null ? option.text() : application;
      case Pcapng.OPTION_COMMENT -> comment = comment == null ? option.text() : comment;
      default -> {}
    }
  }

  /** Lists an interface; that there are too many goes to the damage log. */
  public void addInterface(CaptureInterface added, int resolution, long offset, DamageLog damages) {
    if (interfaces.size() < MAX_INTERFACES) {
      interfaces.add(added);
      resolutions.add(resolutionName(resolution));
    } else {
      damages.interfaceLimit(
          offset, "more than " + MAX_INTERFACES + " interfaces: the others are not listed");
    }
  }

  void addPlace(int type, long offset, long lengthBytes) {
    numberedFrames += Pcapng.isNumberedFrame(type) ? 1 : 0;
    if (places.size() < MAX_BLOCK_PLACES) {
      places.add(new BlockPlace(type, offset, lengthBytes));
    } else {
      placesOmitted++;
    }
  }

  private static String resolutionName(int resolution) {
    return switch (resolution) {
      case 0 -> "s";
      case 3 -> "ms";
      case 6 -> "us";
      case 9 -> "ns";
      case 12 -> "ps";
      default -> (resolution >= 0x80 ? "2^-" : "10^-") + (resolution & 0x7f);
    };
  }

  public @Nullable String format() {
    return format;
  }

  public @Nullable String byteOrder() {
    return byteOrder;
  }

  public List<CaptureInterface> interfaces() {
    return interfaces;
  }

  public List<BlockPlace> places() {
    return places;
  }

  /** Blocks so far that hold no packet and that Wireshark numbers as frames all the same. */
  public long numberedFrames() {
    return numberedFrames;
  }

  public long placesOmitted() {
    return placesOmitted;
  }

  /** Of the interfaces; "mixed" when they differ, null when there is none. */
  public @Nullable String resolution() {
    return resolutions.size() > 1 ? "mixed" : resolutions.isEmpty() ? null : resolutions.first();
  }

  /** The largest of the interfaces, 0 when one has no limit, null when there is none. */
  public @Nullable Long snaplen() {
    Long largest = null;
    for (CaptureInterface i : interfaces) {
      if (i.snaplen() == 0) {
        return 0L;
      }
      largest = largest == null ? i.snaplen() : Math.max(largest, i.snaplen());
    }
    return largest;
  }

  public @Nullable String hardware() {
    return hardware;
  }

  public @Nullable String os() {
    return os;
  }

  public @Nullable String application() {
    return application;
  }

  public @Nullable String comment() {
    return comment;
  }
}
