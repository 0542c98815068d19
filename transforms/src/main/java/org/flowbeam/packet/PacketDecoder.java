package org.flowbeam.packet;

/** Placeholder until the decoder lands. */
final class PacketDecoder {
  private PacketDecoder() {}
}
