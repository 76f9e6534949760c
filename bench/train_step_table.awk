# The results of bench/train-step as a table. A ratio is the median of those of neighbouring turns.
function sorted(list, n,   i, j, t) {
  for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j] < list[j-1]; j--) { t = list[j]; list[j] = list[j-1]; list[j-1] = t }
}
function median(list, n) {
  sorted(list, n)
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
# Repeat 0 warms up.
$5 > 0 {
  group = $1 ", threads " $2
  if (!(group in known)) { known[group]; groups[++groupCount] = group }
  peer = peer || $3 == "torch"
  repeats = $5 > repeats ? $5 : repeats
  for (i = 6; i <= NF; i++) {
    split($i, pair, "=")
    row = $4 " " pair[1]
    if ($3 == "twinbeam" && !(row in rowKnown)) { rowKnown[row]; rows[++rowCount] = row }
    value[group, row, $3, $5] = pair[2]
  }
}
END {
  unit["steps wall"] = unit["steps cpu"] = "ms a step"
  unit["steps heapKib"] = "KiB a step, batch aside"
  unit["memory peak"] = unit["memory resident"] = unit["memory heap"] = "MiB"
  for (g = 1; g <= groupCount; g++) {
    group = groups[g]
    printf "\n%s\n  %-22s %10s %10s", group, "", "median", "min"
    if (peer) printf " %12s %10s %8s", "peer median", "min", "ratio"
    printf "\n"
    for (r = 1; r <= rowCount; r++) line(group, rows[r])
  }
}
function line(group, row,   n, m, k, i, a, b, q, text) {
  for (i = 1; i <= repeats; i++) {
    if ((group, row, "twinbeam", i) in value) a[++n] = value[group, row, "twinbeam", i]
    if ((group, row, "torch", i) in value) {
      b[++m] = value[group, row, "torch", i]
      if (b[m] > 0) q[++k] = a[n] / b[m]
    }
  }
  printf "  %-22s %10.1f %10.1f", row, median(a, n), a[1]
  if (m) printf " %12.1f %10.1f %8.2f", median(b, m), b[1], median(q, k)
  else if (peer) printf " %12s %10s %8s", "-", "-", "-"
  text = row in unit ? unit[row] : "ms"
  if (row ~ /^terms /) {
    if (!(group in whole)) whole[group] = median(a, n)
    # Of the step as timed in parts.
    if (step[group]) text = text sprintf(", %.1f %% of a step", 100 * median(a, n) / step[group])
  }
  if (row ~ /^parts /) step[group] += median(a, n)
  print "  " text
}
