package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/**
 * IEEE 802.11 data frames: frame control 2, duration 2, three addresses of 6, sequence control 2, a
 * fourth address between access points, QoS control 2, HT control 4, then LLC. Encrypted frames and
 * frames without data carry no IP, nor do later fragments, which have no LLC header.
 */
public final class Ieee80211 {
  private static final int THREE_ADDRESS_BYTES = 24;
  private static final int ADDRESS_BYTES = 6;
  private static final int SEQUENCE_CONTROL = 22;
  private static final int FRAGMENT_NUMBER = 0x0f;

  /** Of the first byte: version and type. */
  private static final int VERSION_AND_TYPE = 0x0f;

  private static final int DATA = 0x08;
  private static final int QOS = 0x80;
  private static final int NO_DATA = 0x40;

  /** Of the second byte. */
  private static final int TO_DS = 0x01;

  private static final int FROM_DS = 0x02;
  private static final int PROTECTED = 0x40;
  private static final int ORDER = 0x80;

  /** Of the first byte of QoS control: several MSDUs, each with addresses 12 and length 2. */
  private static final int AGGREGATE = 0x80;

  private static final int SUBFRAME_BYTES = 14;

  /** How an LLC header with SNAP begins. */
  private static final int SNAP_ACCESS_POINTS = 0xaaaa;

  private static final int UNNUMBERED_INFORMATION = 0x03;

  private Ieee80211() {}

  /**
   * Decodes a frame from its frame control on. An aggregate is one packet: that of its first MSDU.
   *
   * @param padded whether the header was filled up to four bytes when it was captured
   */
  public static int frame(DecodedPacket p, int at, boolean padded) {
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return frame(p, at, padded, false);
  }

  /**
   * A frame that an access point and its controller exchange. Some swap the two bytes of frame
   * control and those of sequence control: those whose frames have an LLC header only so.
   */
  public static int ofController(DecodedPacket p, int at) {
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int first = Bits.u8(p.bytes, at);
    int second = Bits.u8(p.bytes, at + 1);
    boolean swapped = !hasSnap(p, at, first, second) && hasSnap(p, at, second, first);
    return frame(p, at, false, swapped);
  }

  private static boolean hasSnap(DecodedPacket p, int at, int type, int flags) {
    int body = at + headerLength(type, flags);
    return (type & VERSION_AND_TYPE) == DATA
        && !cut(p, body, 3)
        && Bits.u16(p.bytes, body) == SNAP_ACCESS_POINTS
        && p.bytes[body + 2] == UNNUMBERED_INFORMATION;
  }

  private static int frame(DecodedPacket p, int at, boolean padded, boolean swapped) {
    int low = swapped ? 1 : 0; // where the first byte of two is
    int type = Bits.u8(p.bytes, at + low);
    int flags = Bits.u8(p.bytes, at + 1 - low);
    if ((type & VERSION_AND_TYPE) != DATA || (type & NO_DATA) != 0 || (flags & PROTECTED) != 0) {
      return none(p, Unkeyed.NOT_IP);
    }
    int length = headerLength(type, flags);
    if (cut(p, at, length)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    if ((p.bytes[at + SEQUENCE_CONTROL + low] & FRAGMENT_NUMBER) != 0) {
      return none(p, Unkeyed.NOT_IP);
    }
    addresses(p, flags, at + 4);
    int body = at + (padded ? length + 3 & ~3 : length);
    boolean aggregate = (type & QOS) != 0 && (p.bytes[at + qosOffset(flags)] & AGGREGATE) != 0;
    return aggregate ? firstOfAggregate(p, body) : EtherTypes.llc(p, body);
  }

  private static int headerLength(int type, int flags) {
    int length = qosOffset(flags);
    if ((type & QOS) != 0) {
      length += (flags & ORDER) != 0 ? 6 : 2;
    }
    return length;
  }

  private static int qosOffset(int flags) {
    boolean four = (flags & TO_DS) != 0 && (flags & FROM_DS) != 0;
    return THREE_ADDRESS_BYTES + (four ? ADDRESS_BYTES : 0);
  }

  /** Who sent and who shall get the MSDU, which need not be who sent and got the frame. */
  private static void addresses(DecodedPacket p, int flags, int first) {
    boolean toDs = (flags & TO_DS) != 0;
    boolean fromDs = (flags & FROM_DS) != 0;
    int second = first + ADDRESS_BYTES;
    int third = second + ADDRESS_BYTES;
    p.destinationMacOffset = toDs ? third : first;
    int fourth = third + ADDRESS_BYTES + 2;
    p.sourceMacOffset = !fromDs ? second : toDs ? fourth : third;
  }

  private static int firstOfAggregate(DecodedPacket p, int at) {
    if (cut(p, at, SUBFRAME_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    p.destinationMacOffset = at;
    p.sourceMacOffset = at + ADDRESS_BYTES;
    return EtherTypes.llc(p, at + SUBFRAME_BYTES);
  }
}
