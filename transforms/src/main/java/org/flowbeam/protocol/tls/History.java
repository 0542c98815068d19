package org.flowbeam.protocol.tls;

import org.flowbeam.protocol.Direction;

/** Zeek's letters for what was visible of a handshake, upper case from the client. */
final class History {
  private static final int MAX_LETTERS = 100;

  private final StringBuilder letters = new StringBuilder();

  void add(Direction from, char letter) {
    if (letters.length() < MAX_LETTERS) {
      letters.append(from == Direction.CLIENT ? Character.toUpperCase(letter) : letter);
    }
  }

  boolean isEmpty() {
    return letters.isEmpty();
  }

  @Override
  public String toString() {
    return letters.toString();
  }

  /** The letter of a handshake message of this type. */
  static char letter(int type) {
    return switch (type) {
      case 0 -> 'h';
      case Handshake.CLIENT_HELLO -> 'c';
      case Handshake.SERVER_HELLO -> 's';
      case 3 -> 'v';
      case 4 -> 't';
      case 5 -> 'e';
      case Handshake.HELLO_RETRY_REQUEST_OF_DRAFTS -> 'j';
      case 8 -> 'o';
      case Handshake.CERTIFICATE -> 'x';
      case Handshake.SERVER_KEY_EXCHANGE -> 'k';
      case 13 -> 'r';
      case 14 -> 'n';
      case 15 -> 'y';
      case Handshake.CLIENT_KEY_EXCHANGE -> 'g';
      case 20 -> 'f';
      case 21 -> 'w';
      case 22 -> 'u';
      case 23 -> 'a';
      case 24 -> 'p';
      case 254 -> 'm';
      default -> 'z';
    };
  }
}
