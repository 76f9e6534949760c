package io.twinbeam.model.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Function;

/** The most heap in use since it was made, garbage that awaits collection included. */
final class HeapWatch {

  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  HeapWatch() {
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** In MiB, the sum of the peaks of the heap's parts: an upper bound. */
  double peakMib() {
    return sum(MemoryPoolMXBean::getPeakUsage);
  }

  private double sum(Function<MemoryPoolMXBean, MemoryUsage> usage) {
    return pools.stream().mapToLong(pool -> usage.apply(pool).getUsed()).sum() / 1048576.0;
  }
}
