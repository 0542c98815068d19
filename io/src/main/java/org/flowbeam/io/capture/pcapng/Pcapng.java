package org.flowbeam.io.capture.pcapng;

/** Numbers of the pcapng format (draft-ietf-opsawg-pcapng). */
public final class Pcapng {
  public static final int SECTION_HEADER = 0x0a0d0d0a;
  public static final int INTERFACE_DESCRIPTION = 1;
  public static final int PACKET = 2;
  public static final int SIMPLE_PACKET = 3;
  static final int NAME_RESOLUTION = 4;
  static final int INTERFACE_STATISTICS = 5;
  public static final int ENHANCED_PACKET = 6;
  static final int SYSTEMD_JOURNAL = 9;
  static final int DECRYPTION_SECRETS = 10;
  private static final int SYSDIG_EVENT = 0x204;
  private static final int SYSDIG_EVENT_FLAGS = 0x208;
  private static final int SYSDIG_EVENT_2 = 0x216;
  private static final int SYSDIG_EVENT_2_LARGE = 0x221;
  static final int CUSTOM = 0xbad;
  static final int CUSTOM_NOT_COPIED = 0x40000bad;

  public static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

  /** Type and two lengths. */
  public static final int MIN_BLOCK = 12;

  static final int MIN_SECTION_HEADER = 28;

  public static final int OPTION_COMMENT = 1;
  static final int SHB_HARDWARE = 2;
  static final int SHB_OS = 3;
  public static final int SHB_USERAPPL = 4;
  public static final int IF_NAME = 2;
  public static final int IF_DESCRIPTION = 3;
  public static final int IF_TSRESOL = 9;
  public static final int IF_FCSLEN = 13;
  public static final int IF_TSOFFSET = 14;

  /** Same code and bits in enhanced and obsolete packet blocks. */
  public static final int PACKET_FLAGS = 2;

  private Pcapng() {}

  public static boolean isKnown(int type) {
    return switch (type) {
      case SECTION_HEADER,
          INTERFACE_DESCRIPTION,
          PACKET,
          SIMPLE_PACKET,
          NAME_RESOLUTION,
          INTERFACE_STATISTICS,
          ENHANCED_PACKET,
          SYSTEMD_JOURNAL,
          DECRYPTION_SECRETS,
          CUSTOM,
          CUSTOM_NOT_COPIED ->
          true;
      default -> false;
    };
  }

  /**
   * Whether Wireshark numbers blocks of this type as frames, although they hold no packet: custom
   * blocks, systemd's journal and the events of Sysdig.
   */
  static boolean isNumberedFrame(int type) {
    return switch (type) {
      case CUSTOM, CUSTOM_NOT_COPIED, SYSTEMD_JOURNAL -> true;
      case SYSDIG_EVENT, SYSDIG_EVENT_FLAGS, SYSDIG_EVENT_2, SYSDIG_EVENT_2_LARGE -> true;
      default -> false;
    };
  }

  /** How long a field of this length is with what fills it up to 32 bits. */
  public static int padded(int length) {
    return (length + 3) & ~3;
  }
}
