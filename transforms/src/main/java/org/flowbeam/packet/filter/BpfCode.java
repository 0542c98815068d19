package org.flowbeam.packet.filter;

/** Instruction codes of classic BPF: class, size or operation, addressing mode or source. */
final class BpfCode {
  static final int CLASS = 0x07;
  static final int ALU = 0x04;
  static final int JMP = 0x05;

  static final int MODE = 0xe0;
  static final int INDIRECT = 0x40;
  static final int SOURCE_X = 0x08;
  static final int OPERATION = 0xf0;

  static final int LD_IMM = 0x00;
  static final int LD_W_ABS = 0x20;
  static final int LD_H_ABS = 0x28;
  static final int LD_B_ABS = 0x30;
  static final int LD_W_IND = 0x40;
  static final int LD_H_IND = 0x48;
  static final int LD_B_IND = 0x50;
  static final int LD_MEM = 0x60;
  static final int LD_W_LEN = 0x80;
  static final int LDX_IMM = 0x01;
  static final int LDX_MEM = 0x61;
  static final int LDX_W_LEN = 0x81;
  static final int LDX_B_MSH = 0xb1;
  static final int ST = 0x02;
  static final int STX = 0x03;

  static final int ADD = 0x00;
  static final int SUB = 0x10;
  static final int MUL = 0x20;
  static final int DIV = 0x30;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int LSH = 0x60;
  static final int RSH = 0x70;
  static final int NEG = 0x80;
  static final int MOD = 0x90;
  static final int XOR = 0xa0;

  static final int JA = 0x05;
  static final int JEQ_K = 0x15;
  static final int JEQ_X = 0x1d;
  static final int JGT_K = 0x25;
  static final int JGT_X = 0x2d;
  static final int JGE_K = 0x35;
  static final int JGE_X = 0x3d;
  static final int JSET_K = 0x45;
  static final int JSET_X = 0x4d;

  static final int RET_K = 0x06;
  static final int RET_A = 0x16;
  static final int TAX = 0x07;
  static final int TXA = 0x87;

  private BpfCode() {}

  static boolean isAlu(int code) {
    int operation = code & OPERATION;
    boolean source = operation != NEG || (code & SOURCE_X) == 0;
    return code <= 0xff && (code & CLASS) == ALU && operation <= XOR && source;
  }

  static boolean divides(int code) {
    int operation = code & OPERATION;
    return (code & CLASS) == ALU && (operation == DIV || operation == MOD);
  }

  static boolean shifts(int code) {
    int operation = code & OPERATION;
    return (code & CLASS) == ALU && (operation == LSH || operation == RSH);
  }

  static boolean isConditionalJump(int code) {
    return switch (code) {
      case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X -> true;
      default -> false;
    };
  }

  static boolean usesMemory(int code) {
    return code == LD_MEM || code == LDX_MEM || code == ST || code == STX;
  }

  static boolean isOther(int code) {
    return switch (code) {
      case LD_IMM, LD_W_ABS, LD_H_ABS, LD_B_ABS, LD_W_IND, LD_H_IND, LD_B_IND, LD_MEM, LD_W_LEN ->
          true;
      case LDX_IMM, LDX_MEM, LDX_W_LEN, LDX_B_MSH, ST, STX -> true;
      case JA, RET_K, RET_A, TAX, TXA -> true;
      default -> false;
    };
  }
}
