package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.transforms.train.CacheBudget;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/** The {@code resources} section. */
final class ResourcesSection {

  private static final Pattern ACCELERATOR =
      Pattern.compile("type:[A-Za-z0-9._-]+;count:[1-9][0-9]{0,2}(;[a-z_-]+(:[A-Za-z0-9._-]+)?)*");
  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?([A-Za-z]+)");
  private static final ImmutableMap<String, Long> UNITS =
      ImmutableMap.<String, Long>builder()
          .put("MB", 1_000_000L)
          .put("GB", 1_000_000_000L)
          .put("TB", 1_000_000_000_000L)
          .put("MiB", 1L << 20)
          .put("GiB", 1L << 30)
          .put("TiB", 1L << 40)
          .buildOrThrow();
  private static final int MAX_HEAP_PERCENT = 90;

  private ResourcesSection() {}

  static Resources read(Section section) {
    Rule<String> accelerator =
        new Rule<>(
            "an accelerator such as type:nvidia-tesla-t4;count:1;install-nvidia-driver",
            text -> ACCELERATOR.matcher(text).matches() ? text : null);
    Rule<Long> amount = new Rule<>("an amount such as 8GB or 512MiB", ResourcesSection::bytes);
    Rule<Long> amountOrNone =
        new Rule<>(
            "an amount such as 8GB or 512MiB, or 0",
            text -> text.equals("0") ? Long.valueOf(0) : bytes(text));
    CacheBudget memory = section.get("cacheMemory", CacheBudget.STANDARD, cacheMemory());
    Resources resources =
        new Resources(
            section.optional("accelerator", accelerator),
            section.optional("minRam", amount).map(OptionalLong::of).orElse(OptionalLong.empty()),
            section.optional("cacheDisk", amountOrNone).map(memory::withDiskBytes).orElse(memory));
    section.refuseUnknown();
    return resources;
  }

  private static Rule<CacheBudget> cacheMemory() {
    Rule<Double> percent = Rule.number(0, MAX_HEAP_PERCENT);
    return new Rule<>(
        "a share of the heap from 0% to " + MAX_HEAP_PERCENT + "%, or an amount such as 2GB",
        text -> {
          if (!text.endsWith("%")) {
            Long bytes = bytes(text);
            return bytes == null ? null : CacheBudget.STANDARD.withMemoryBytes(bytes);
          }
          Optional<Double> share = percent.read(text.substring(0, text.length() - 1));
          return share.map(p -> CacheBudget.STANDARD.withHeapShare(p / 100)).orElse(null);
        });
  }

  /** The bytes that {@code text} says, at least one; null where it says none. */
  @Nullable
  private static Long bytes(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches() || !UNITS.containsKey(amount.group(2))) {
      return null;
    }
    long bytes =
        new BigDecimal(amount.group(1))
            .multiply(BigDecimal.valueOf(UNITS.get(amount.group(2))))
            .longValue();
    return bytes > 0 ? bytes : null;
  }
}
