package org.flowbeam.packet.filter;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;
import org.jspecify.annotations.Nullable;

/**
 * A classic BPF program (McCanne and Jacobson 1993, as libpcap's {@code bpf_filter} runs it), in
 * pure Java. Construction checks the program, so that running it always ends and never throws:
 * known instructions only, jumps forwards and inside, scratch memory inside, no division by a
 * constant zero, no constant shift beyond 31, a return at the end. One thread at a time.
 */
public final class Bpf implements Serializable {
  private static final long serialVersionUID = 1;

  /** Longest program that is accepted, as in Linux (BPF_MAXINSNS). */
  public static final int MAX_INSTRUCTIONS = 4096;

  private static final int MEMORY_WORDS = 16;

  private final int[] code;
  private final int[] jumpTrue;
  private final int[] jumpFalse;
  private final int[] k;
  private transient int @Nullable [] memory;

  /**
   * Takes four columns of instructions; the arrays are copied.
   *
   * @throws IllegalArgumentException if the program is not safe to run; the message is one line
   */
  public Bpf(int[] code, int[] jumpTrue, int[] jumpFalse, int[] k) {
    this.code = code.clone();
    this.jumpTrue = jumpTrue.clone();
    this.jumpFalse = jumpFalse.clone();
    this.k = k.clone();
    BpfCheck.check(this.code, this.jumpTrue, this.jumpFalse, this.k);
  }

  /**
   * Reads the decimal form that {@code tcpdump -ddd} prints: a count, then one instruction per line
   * as code, true jump, false jump, constant; commas may stand for line ends.
   *
   * @throws IllegalArgumentException if the text is no such program or the program is not safe
   */
  public static Bpf parseDdd(String text) {
    String[] lines = text.strip().split("\\s*[\\n,]\\s*", -1);
    int count = (int) number(lines[0], MAX_INSTRUCTIONS, lines[0]);
    if (lines.length - 1 != count) {
      throw new IllegalArgumentException(
          "BPF text promises " + count + " instructions but has " + (lines.length - 1));
    }
    int[][] columns = new int[4][count];
    for (int i = 0; i < count; i++) {
      String line = lines[i + 1];
      String[] fields = line.split("\\s+", -1);
      if (fields.length != 4) {
        throw new IllegalArgumentException("BPF instruction '" + line + "' has not four numbers");
      }
      columns[0][i] = (int) number(fields[0], 0xffff, line);
      columns[1][i] = (int) number(fields[1], 0xff, line);
      columns[2][i] = (int) number(fields[2], 0xff, line);
      columns[3][i] = (int) number(fields[3], 0xffff_ffffL, line);
    }
    return new Bpf(columns[0], columns[1], columns[2], columns[3]);
  }

  private static long number(String text, long maximum, String line) {
    try {
      long value = Long.parseLong(text);
      if (value >= Integer.MIN_VALUE && value <= maximum && (value >= 0 || maximum > 0xffff)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for everything that is not a number in range
    }
    throw new IllegalArgumentException("BPF text '" + line + "': bad number '" + text + "'");
  }

  /** How many instructions the program has. */
  public int length() {
    return code.length;
  }

  /**
   * Runs the program on a captured frame.
   *
   * @return true if it returns anything but 0; a load beyond the captured bytes and a division by
   *     zero return 0, as in libpcap
   */
  public boolean matches(byte[] bytes, int offset, int capturedLength, int wireLength) {
    return run(bytes, offset, capturedLength, wireLength) != 0;
  }

  private int run(byte[] b, int offset, int captured, int wireLength) {
    int[] m = cleanMemory();
    int a = 0;
    int x = 0;
    for (int pc = 0; ; pc++) {
      int constant = k[pc];
      switch (code[pc]) {
        case BpfCode.RET_K -> {
          return constant;
        }
        case BpfCode.RET_A -> {
          return a;
        }
        case BpfCode.LD_W_ABS, BpfCode.LD_W_IND -> {
          long at = address(code[pc], constant, x);
          if (at + 4 > captured) {
            return 0;
          }
          a = Bits.i32(b, offset + (int) at);
        }
        case BpfCode.LD_H_ABS, BpfCode.LD_H_IND -> {
          long at = address(code[pc], constant, x);
          if (at + 2 > captured) {
            return 0;
          }
          a = Bits.u16(b, offset + (int) at);
        }
        case BpfCode.LD_B_ABS, BpfCode.LD_B_IND -> {
          long at = address(code[pc], constant, x);
          if (at >= captured) {
            return 0;
          }
          a = Bits.u8(b, offset + (int) at);
        }
        case BpfCode.LDX_B_MSH -> {
          long at = constant & 0xffff_ffffL;
          if (at >= captured) {
            return 0;
          }
          x = (b[offset + (int) at] & 0x0f) << 2;
        }
        case BpfCode.LD_W_LEN -> a = wireLength;
        case BpfCode.LDX_W_LEN -> x = wireLength;
        case BpfCode.LD_IMM -> a = constant;
        case BpfCode.LDX_IMM -> x = constant;
        case BpfCode.LD_MEM -> a = m[constant];
        case BpfCode.LDX_MEM -> x = m[constant];
        case BpfCode.ST -> m[constant] = a;
        case BpfCode.STX -> m[constant] = x;
        case BpfCode.JA -> pc += constant;
        case BpfCode.JEQ_K -> pc += a == constant ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JEQ_X -> pc += a == x ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JGT_K ->
            pc += Integer.compareUnsigned(a, constant) > 0 ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JGT_X ->
            pc += Integer.compareUnsigned(a, x) > 0 ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JGE_K ->
            pc += Integer.compareUnsigned(a, constant) >= 0 ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JGE_X ->
            pc += Integer.compareUnsigned(a, x) >= 0 ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JSET_K -> pc += (a & constant) != 0 ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.JSET_X -> pc += (a & x) != 0 ? jumpTrue[pc] : jumpFalse[pc];
        case BpfCode.TAX -> x = a;
        case BpfCode.TXA -> a = x;
        default -> {
          int operand = (code[pc] & BpfCode.SOURCE_X) != 0 ? x : constant;
          if (operand == 0 && BpfCode.divides(code[pc])) {
            return 0;
          }
          a = alu(code[pc], a, operand);
        }
      }
    }
  }

  /** An absolute load's constant, an indirect one's sum: unsigned, and never wrapping round. */
  private static long address(int instruction, int constant, int x) {
    long at = constant & 0xffff_ffffL;
    return (instruction & BpfCode.MODE) == BpfCode.INDIRECT ? at + (x & 0xffff_ffffL) : at;
  }

  private static int alu(int instruction, int a, int operand) {
    return switch (instruction & BpfCode.OPERATION) {
      case BpfCode.ADD -> a + operand;
      case BpfCode.SUB -> a - operand;
      case BpfCode.MUL -> a * operand;
      case BpfCode.DIV -> Integer.divideUnsigned(a, operand);
      case BpfCode.MOD -> Integer.remainderUnsigned(a, operand);
      case BpfCode.OR -> a | operand;
      case BpfCode.AND -> a & operand;
      case BpfCode.XOR -> a ^ operand;
      case BpfCode.LSH -> (operand & ~31) != 0 ? 0 : a << operand;
      case BpfCode.RSH -> (operand & ~31) != 0 ? 0 : a >>> operand;
      case BpfCode.NEG -> -a;
      default -> throw new IllegalStateException("unchecked BPF instruction " + instruction);
    };
  }

  private int[] cleanMemory() {
    int[] m = memory;
    if (m == null) {
      m = new int[MEMORY_WORDS];
      memory = m;
    } else {
      Arrays.fill(m, 0);
    }
    return m;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    try {
      BpfCheck.check(code, jumpTrue, jumpFalse, k);
    } catch (IllegalArgumentException e) {
      throw new InvalidObjectException(e.getMessage());
    }
  }
}
