package org.flowbeam.pipeline.filter;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.flowbeam.packet.filter.Bpf;
import org.flowbeam.packet.link.LinkLayer;
import org.jspecify.annotations.Nullable;

/** The libpcap of this machine as a compiler of filters. The only class that knows JNA. */
final class Libpcap {
  private static final int SNAPLEN = 262_144;
  private static final int NETMASK_UNKNOWN = 0xffff_ffff;
  private static final int DLT_RAW = 12;
  private static final int INSTRUCTION_BYTES = 8;

  /** The part of pcap(3) that is used; the names are libpcap's. */
  interface Functions extends Library {
    @Nullable Pointer pcap_open_dead(int linkType, int snaplen);

    int pcap_compile(Pointer pcap, Pointer program, String filter, int optimize, int netmask);

    String pcap_geterr(Pointer pcap);

    void pcap_freecode(Pointer program);

    void pcap_close(Pointer pcap);
  }

  private final Functions library;

  private Libpcap(Functions library) {
    this.library = library;
  }

  /**
   * Loads it.
   *
   * @throws UnsatisfiedLinkError where it is not installed
   */
  static Libpcap load() {
    return new Libpcap(Native.load("pcap", Functions.class));
  }

  /**
   * Compiles an expression for frames of a link type.
   *
   * @throws IllegalArgumentException with libpcap's words if it has no meaning for them
   */
  Bpf compile(String filter, int linkType) {
    Pointer pcap = library.pcap_open_dead(dataLinkType(linkType), SNAPLEN);
    if (pcap == null) {
      throw new IllegalStateException("libpcap cannot open link type " + linkType);
    }
    try (Memory program = new Memory(2L * Native.POINTER_SIZE)) {
      program.clear();
      if (library.pcap_compile(pcap, program, filter, 1, NETMASK_UNKNOWN) != 0) {
        throw new IllegalArgumentException(library.pcap_geterr(pcap));
      }
      try {
        return copy(program.getInt(0), program.getPointer(Native.POINTER_SIZE));
      } finally {
        library.pcap_freecode(program);
      }
    } finally {
      library.pcap_close(pcap);
    }
  }

  /** libpcap compiles for DLT_ values, which differ from LINKTYPE_ values for raw IP only. */
  static int dataLinkType(int linkType) {
    return switch (linkType) {
      case LinkLayer.RAW, LinkLayer.RAW_12, LinkLayer.RAW_14 -> DLT_RAW;
      default -> linkType;
    };
  }

  private static Bpf copy(int count, Pointer instructions) {
    int[] code = new int[count];
    int[] jumpTrue = new int[count];
    int[] jumpFalse = new int[count];
    int[] k = new int[count];
    for (int i = 0; i < count; i++) {
      long at = (long) i * INSTRUCTION_BYTES;
      code[i] = instructions.getShort(at) & 0xffff;
      jumpTrue[i] = instructions.getByte(at + 2) & 0xff;
      jumpFalse[i] = instructions.getByte(at + 3) & 0xff;
      k[i] = instructions.getInt(at + 4);
    }
    return new Bpf(code, jumpTrue, jumpFalse, k);
  }
}
