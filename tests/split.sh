#!/usr/bin/env bash
# Cuts the node that coordinates off the others in the middle of a run, and prints the summary of the run, which goes on
# without it. Each node has a network of its own. Usage: unshare --map-root-user --net tests/split.sh OUT SNNCLUSTER...
set -euo pipefail

out=$1
shift
logs=$(mktemp -d)
holders=()
# Nodes are given up sooner than by default, and none comes back at its address, so that none need listen before it joins.
cat >"$logs/node.hocon" <<'END'
snncluster.listen-before-join = 100ms
snncluster.recovery.replacement-wait = 1s
akka.cluster.split-brain-resolver.stable-after = 3s
END
finish() {
  [ ${#holders[@]} -eq 0 ] || kill -KILL "${holders[@]}" 2>/dev/null || true
  rm -rf "$logs"
}
trap finish EXIT

ip link set lo up
ip link add bridge type bridge
ip addr add 10.77.0.1/24 dev bridge
ip link set bridge up
nodes=()
for number in 1 2 3; do
  unshare --net sleep 300 &
  holder=$!
  holders+=("$holder")
  until [ "$(readlink "/proc/$holder/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
  ip link add "node$number" type veth peer name eth0 netns "$holder"
  ip link set "node$number" master bridge up
  nsenter --target "$holder" --net sh -c "ip addr add 10.77.0.1$number/24 dev eth0 && ip link set eth0 up && ip link set lo up"
  nsenter --target "$holder" --net "$@" node --hostname "10.77.0.1$number" --port 4053 --insecure --devices host --config "$logs/node.hocon" \
    --seed-node 10.77.0.11:4053 >"$logs/$number.out" 2>"$logs/$number.log" </dev/null &
  nodes+=($!)
  holders+=($!)
  for _ in $(seq 600); do
    grep -q '^ready ' "$logs/$number.out" && break
    kill -0 "${nodes[-1]}" || { cat "$logs/$number.log" >&2 && exit 1; }
    sleep 0.1
  done
done

"$@" run topographic-map --duration-ms 8000 --delay-ms 1 --json --quiet --partitions 3 --cluster 10.77.0.12:4053 \
  --checkpoint-every-ms 500 --out "$out" >"$logs/summary" 2>"$logs/client.log" &
client=$!
holders+=("$client")
until compgen -G "$out/checkpoints/step-*/manifest.json" >/dev/null; do
  kill -0 "$client" || { cat "$logs/client.log" >&2 && exit 1; }
  sleep 0.02
done
ip link set node1 down
status=0
wait "$client" || status=$?
cat "$logs/summary"
cat "$logs/client.log" >&2
[ "$status" -eq 0 ] || exit "$status"

# The one that was cut off is the minority, and ends by itself.
status=0
wait "${nodes[0]}" || status=$?
echo "the node that was cut off ended with exit code $status: $(grep '^error' "$logs/1.log" || true)" >&2
