package io.twinbeam.model.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a voxel condition such as {@code (x-13)^2+4(z-8)^2 <= 36}, {@code (7x+3xy) mod 11 < 3} or
 * {@code 2<=x<8,y<5}: sums, products (also implied), powers, mod (never negative), chained
 * comparisons, and commas or "and" for "all of these".
 */
final class Formula {

  /** Whether the condition holds at one voxel. */
  interface Condition {
    boolean holds(int x, int y, int z);
  }

  private interface Expression extends ToDoubleFunction<int[]> {}

  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?|mod|and|[xyz]|<=|>=|==|!=|[<>=+*/^(),-])");

  private final List<String> tokens;
  private int next;

  private Formula(List<String> tokens) {
    this.tokens = tokens;
  }

  static Condition parse(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text.trim());
    int end = 0;
    while (end < text.trim().length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw new IllegalArgumentException(
            "'" + text + "' has no meaning from '" + text.trim().substring(end) + "' on");
      }
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
    Formula formula = new Formula(tokens);
    Condition condition = formula.conjunction();
    if (formula.next != tokens.size()) {
      throw new IllegalArgumentException(
          "'" + text + "' has no meaning from token '" + formula.peek() + "' on");
    }
    return condition;
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private boolean take(String token) {
    boolean taken = peek().equals(token);
    next += taken ? 1 : 0;
    return taken;
  }

  private Condition conjunction() {
    Condition first = comparison();
    if (take(",") || take("and")) {
      Condition rest = conjunction();
      return (x, y, z) -> first.holds(x, y, z) && rest.holds(x, y, z);
    }
    return first;
  }

  private Condition comparison() {
    Condition chain = null;
    Expression left = sum();
    while (peek().matches("<=?|>=?|==?|!=")) {
      String operator = tokens.get(next++);
      Expression low = left;
      Expression high = sum();
      Condition link = (x, y, z) -> compare(low, operator, high, new int[] {x, y, z});
      Condition before = chain;
      chain = before == null ? link : (x, y, z) -> before.holds(x, y, z) && link.holds(x, y, z);
      left = high;
    }
    if (chain == null) {
      throw new IllegalArgumentException("a condition must compare: " + tokens);
    }
    return chain;
  }

  private static boolean compare(Expression left, String operator, Expression right, int[] at) {
    int order = Double.compare(left.applyAsDouble(at), right.applyAsDouble(at));
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      case "!=" -> order != 0;
      default -> order == 0;
    };
  }

  private Expression sum() {
    boolean negative = take("-");
    Expression product = product();
    Expression total = negative ? at -> 0 - product.applyAsDouble(at) : product;
    while (peek().equals("+") || peek().equals("-")) {
      int sign = tokens.get(next++).equals("+") ? 1 : -1;
      Expression before = total;
      Expression addend = product();
      total = at -> before.applyAsDouble(at) + sign * addend.applyAsDouble(at);
    }
    return total;
  }

  private Expression product() {
    Expression total = power();
    while (peek().matches("[*/(xyz]|mod|\\d.*")) {
      Expression before = total;
      boolean modulo = take("mod");
      boolean division = !modulo && take("/");
      take("*");
      Expression factor = power();
      total = at -> combine(before.applyAsDouble(at), factor.applyAsDouble(at), modulo, division);
    }
    return total;
  }

  private static double combine(double left, double right, boolean modulo, boolean division) {
    if (modulo) {
      return left - right * Math.floor(left / right);
    }
    return division ? left / right : left * right;
  }

  private Expression power() {
    Expression base = atom();
    if (take("^")) {
      Expression exponent = power();
      return at -> Math.pow(base.applyAsDouble(at), exponent.applyAsDouble(at));
    }
    return base;
  }

  private Expression atom() {
    String token = peek();
    next++;
    if (token.equals("(")) {
      Expression inner = sum();
      if (!take(")")) {
        throw new IllegalArgumentException("missing ) in " + tokens);
      }
      return inner;
    }
    if (token.matches("[xyz]")) {
      int axis = token.charAt(0) - 'x';
      return at -> at[axis];
    }
    double value = Double.parseDouble(token);
    return at -> value;
  }
}
