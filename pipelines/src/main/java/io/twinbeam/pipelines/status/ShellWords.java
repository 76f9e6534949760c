package io.twinbeam.pipelines.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Arguments as they would be typed, without the secrets in them. */
public final class ShellWords {

  private static final String HIDDEN = "***";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/?#\\s]*@");
  private static final String SECRET_NAME =
      "[a-z0-9_.-]*(password|passwd|passphrase|secret|token|credential|signature"
          + "|(api|access|account|private|shared)[_-]?key)[a-z0-9_.-]*";
  private static final Pattern SECRET = Pattern.compile("--?" + SECRET_NAME);
  private static final Pattern QUERY =
      Pattern.compile(
          "([?&](" + SECRET_NAME + "|sig|upload_id)=)[^&#\\s]*", Pattern.CASE_INSENSITIVE);

  private ShellWords() {}

  /** One line that a shell takes apart into {@code words} again, but for what is secret. */
  public static String join(List<String> words) {
    List<String> shown = new ArrayList<>();
    boolean hide = false;
    for (String word : words) {
      boolean option = word.startsWith("-");
      shown.add(quote(hide && !option ? HIDDEN : withoutSecrets(word)));
      hide = isSecret(word);
    }
    return String.join(" ", shown);
  }

  /** One line that a shell takes apart into {@code words} again, to be run: nothing is left out. */
  public static String typed(List<String> words) {
    return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
  }

  /** The word as a shell needs it. */
  static String quote(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * {@code text} without user and password of a URI, without what signs one, and without the value
   * of an option whose name tells that it is secret.
   */
  public static String withoutSecrets(String text) {
    int equals = text.indexOf('=');
    if (equals > 0 && isSecret(text.substring(0, equals))) {
      return text.substring(0, equals + 1) + HIDDEN;
    }
    String anonymous = USER_INFO.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return QUERY.matcher(anonymous).replaceAll("$1" + HIDDEN);
  }

  private static boolean isSecret(String option) {
    return SECRET.matcher(option.toLowerCase(Locale.ROOT)).matches();
  }
}
