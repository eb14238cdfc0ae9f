# What the launchers share: finding a JDK, building what is missing, and the flags of the JVM. Sourced, never run.
# shellcheck shell=bash

EDGESYNC_HOME="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly EDGESYNC_HOME
readonly EDGESYNC_JAVA_FLOOR=25
readonly EDGESYNC_CLASSPATH_FILE="$EDGESYNC_HOME/ops/target/dependencies"

# The flags of the running programs; docs/operations.md explains each.
readonly EDGESYNC_JVM_COMMON=(
  -XX:+UseSerialGC
  -XX:+UseCompactObjectHeaders
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
  -Djava.awt.headless=true
  "-Dedgesync.native.dir=$EDGESYNC_HOME/ops/target/native"
)
readonly EDGESYNC_JVM_DAEMON=(-Xms16m -Xmx256m -XX:TrimNativeHeapInterval=10000 -XX:+ExitOnOutOfMemoryError)
# A leaf does little and seldom, and each commit should be elsewhere soon: the first compiler takes what was called a few times, so that the
# path is compiled after some commits; the second one, which takes a processor from the work, only what is called very much. The interpreter
# compares its counts with the thresholds at every 128th call unless it is told otherwise: what is called once a commit would wait for 128 of them.
# Lower still (1, and thresholds of 4, 2 and 20) a start compiles so much of what it needs once that a leaf is ready a sixth later.
readonly EDGESYNC_JVM_LEAF=(
  -XX:Tier0InvokeNotifyFreqLog=2
  -XX:Tier3InvocationThreshold=10 -XX:Tier3MinInvocationThreshold=5 -XX:Tier3CompileThreshold=50
  -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000 -XX:Tier4CompileThreshold=300000
  -XX:Tier4BackEdgeThreshold=800000
)
# Bulk hashing: the lanes of the vector API; the permutation compiled as soon as it is known and waited for, because before that each
# of its operations makes an object; all else by the second compiler only when it was called four times as often as usual, and with
# less of what it calls taken in, because it has no processor to itself and the whole run takes seconds; the JDK's own digest without
# an intrinsic that is the slower one here.
readonly EDGESYNC_JVM_BULK=(
  -Xms256m -Xmx256m
  --add-modules jdk.incubator.vector
  -XX:CompileCommand=quiet
  -XX:CompileCommand=CompileThresholdScaling,io.edgesync.xfer.artifact.KeccakLanes::permute,0.005
  -XX:CompileCommand=BackgroundCompilation,io.edgesync.xfer.artifact.KeccakLanes::permute,false
  -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400 -XX:Tier4CompileThreshold=60000
  -XX:Tier4BackEdgeThreshold=160000
  -XX:FreqInlineSize=60
  -XX:+UnlockDiagnosticVMOptions -XX:-UseSHA3Intrinsics
)
# Everything else starts fast and ends soon.
readonly EDGESYNC_JVM_SHORT=(-Xmx256m -XX:TieredStopAtLevel=1)

# shellcheck source=aot.bash
source "$EDGESYNC_HOME/ops/lib/aot.bash"

say() { printf '%s: %s\n' "${EDGESYNC_PROGRAM:-edgesync}" "$*" >&2; }
# Exits with 1, or with what a program whose 1 means something else has said in EDGESYNC_CANNOT_RUN.
die() {
  say "$@"
  exit "${EDGESYNC_CANNOT_RUN:-1}"
}

# java_feature HOME prints the feature version of the JDK there, or nothing when there is none. Reads the file "release", so
# that looking at a dozen directories starts no JVM.
java_feature() {
  local home=$1 line
  [[ -x $home/bin/java && -x $home/bin/javac && -r $home/release ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"(1\.)?([0-9]+) ]]; then
      printf '%s' "${BASH_REMATCH[2]}"
      return 0
    fi
  done <"$home/release"
}

# jdk_candidates prints directories that may hold a JDK, the operator's own choices first.
jdk_candidates() {
  local toolchains="${MAVEN_TOOLCHAINS:-${HOME:-}/.m2/toolchains.xml}" directory java
  [[ -n ${JAVA_HOME:-} ]] && printf '%s\n' "$JAVA_HOME"
  if [[ -r $toolchains ]]; then
    sed -n 's:.*<jdkHome>[[:space:]]*\([^<]*[^<[:space:]]\)[[:space:]]*</jdkHome>.*:\1:p' "$toolchains"
  fi
  if java=$(command -v java); then
    java=$(readlink -f -- "$java")
    printf '%s\n' "${java%/bin/java}"
  fi
  for directory in ${EDGESYNC_JDK_DIRECTORIES-/usr/lib/jvm/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/java/* /usr/local/*jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/*}; do
    [[ -d $directory ]] && printf '%s\n' "$directory"
  done
  return 0
}

# find_jdk sets EDGESYNC_JDK, or ends with one line that says what was found and how to get what is missing.
find_jdk() {
  local candidate feature seen=""
  while IFS= read -r candidate; do
    feature=$(java_feature "$candidate")
    [[ -n $feature ]] || continue
    if ((feature >= EDGESYNC_JAVA_FLOOR)); then
      EDGESYNC_JDK=$candidate
      return 0
    fi
    [[ " $seen " == *" $feature "* ]] || seen="$seen $feature"
  done < <(jdk_candidates)
  if [[ -n $seen ]]; then
    say "JDK $EDGESYNC_JAVA_FLOOR or newer: not found; found only JDK${seen}"
  else
    say "JDK $EDGESYNC_JAVA_FLOOR or newer: not found (looked at JAVA_HOME, ~/.m2/toolchains.xml, the path and /usr/lib/jvm)"
  fi
  die "on Debian: apt-get install openjdk-25-jdk-headless where the release has it, else temurin-25-jdk from" \
    "https://adoptium.net/installation/linux; or set JAVA_HOME to a JDK $EDGESYNC_JAVA_FLOOR"
}

# stale is true when there are no classes, or a source is newer than them.
stale() {
  [[ -s $EDGESYNC_CLASSPATH_FILE ]] || return 0
  local newer
  newer=$(cd "$EDGESYNC_HOME" && find pom.xml ./*/pom.xml leaf/*/pom.xml xfer-cards/src/main leaf/*/src/main bridge/src/main \
    notify/src/main ops/src/main \( -name '*.java' -o -name pom.xml -o -path '*/resources/*' \) -type f \
    -newer "$EDGESYNC_CLASSPATH_FILE" -print -quit)
  if [[ -n $newer ]]; then
    return 0
  fi
  local entry entries
  IFS=: read -r -a entries <"$EDGESYNC_CLASSPATH_FILE"
  for entry in "${entries[@]}"; do
    [[ -e $entry ]] || return 0
  done
  return 1
}

# build_if_stale compiles the programs (not the tests), writes their class path, and trains the JVM; where only the training was broken off, that alone.
build_if_stale() {
  if stale; then
    command -v mvn >/dev/null || die "Maven: not found, and the programs are not built yet; on Debian: apt-get install maven"
  elif ! training_is_due; then
    return 0
  fi
  mkdir -p "$EDGESYNC_HOME/ops/target"
  (
    die_of_ctrl_c
    if stale; then
      flock -n 9 || {
        say "waiting for somebody else who builds the programs ..."
        flock 9
      }
    else
      # Who holds it trains.
      flock -n 9 || exit 0
    fi
    if stale; then
      compile || exit 1
    elif ! training_is_due; then
      exit 0
    fi
    make_aot_cache
  ) 9>"$EDGESYNC_HOME/ops/target/build.lock" || die "the build failed; the whole log is ops/target/build.log"
}

compile() {
  local log="$EDGESYNC_HOME/ops/target/build.log" commit
  say "building (the first time also fetches libraries) ..."
  commit=$(git -C "$EDGESYNC_HOME" rev-parse --short=10 HEAD 2>/dev/null) || commit=
  # Maven makes the programs look new before they are trained.
  : >"$EDGESYNC_AOT.due"
  if ! (cd "$EDGESYNC_HOME" && JAVA_HOME=$EDGESYNC_JDK mvn -q -B -Dquick -Dedgesync.launchers "-Dedgesync.commit=$commit" -pl ops -am process-classes) >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    return 1
  fi
  [[ -s $EDGESYNC_CLASSPATH_FILE ]] || return 1
  touch "$EDGESYNC_CLASSPATH_FILE"
}

# prepare does all that must be there before a JVM starts.
prepare() {
  # The JVM decodes arguments and file names by the locale: without one, as under cron, names that are not ASCII would be lost.
  [[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8
  find_jdk
  build_if_stale
  choose_class_path
  export EDGESYNC_LAUNCHER="$EDGESYNC_HOME/ops/edgesync"
}

# run_test_program MODULE MAIN ARGS... runs a program of leaf/MODULE's tests, in the heap of the daemon: what needs the tests' own
# histories and fixtures and is too long for a test. Ends with its exit code.
run_test_program() {
  local name=leaf/$1 module=$EDGESYNC_HOME/leaf/$1 main=$2
  shift 2
  local class_path=$module/target/test-dependencies log=$module/target/test-build.log newer=
  [[ -s $class_path ]] && newer=$(cd "$EDGESYNC_HOME" && find xfer-cards/src xfer-cards/pom.xml "$module/src" "$module/pom.xml" \
    -type f -newer "$class_path" -print -quit)
  if [[ ! -s $class_path || -n $newer || ! -d $module/target/test-classes ]]; then
    command -v mvn >/dev/null || die "Maven: not found; on Debian: apt-get install maven"
    say "building ..."
    mkdir -p "$module/target"
    if ! (cd "$EDGESYNC_HOME" && JAVA_HOME=$EDGESYNC_JDK mvn -q -B -Dquick -pl "$name" -am process-test-classes) >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      die "the build failed; the whole log is $log"
    fi
    touch "$class_path"
  fi
  # shellcheck disable=SC2206 # words on purpose
  local extra=(${EDGESYNC_JAVA_OPTS:-})
  run_without_incubator_line "$EDGESYNC_JDK/bin/java" "${EDGESYNC_JVM_COMMON[@]}" -Xmx256m --add-modules jdk.incubator.vector \
    "${extra[@]}" -cp "$module/target/test-classes:$module/target/classes:$(<"$class_path")" "$main" "$@"
}

# What a JVM does not inherit.
default_signals=INT,QUIT

# postpone_signals lives through SIGHUP and SIGUSR1, which a daemon heeds and which may come while the programs are built: nothing was read yet that would
# have to be read again. They are ignored: a trap of bash 5.2 that runs while a $( is parsed takes what follows for its own.
postpone_signals() {
  # Under nohup it is ignored already, and stays so.
  [[ -n $(trap -p HUP) ]] || default_signals=INT,QUIT,HUP
  trap '' HUP USR1
}

# run_java KIND MAIN ARGS... runs a program with the flags of its kind (daemon, broker, bulk or short), and ends with its exit code.
# EDGESYNC_JAVA_OPTS is appended, so that an operator's -Xmx wins.
run_java() {
  local kind=$1 main=$2 flags cache=bulk
  shift 2
  # shellcheck disable=SC2206 # words on purpose
  local extra=(${EDGESYNC_JAVA_OPTS:-})
  case $kind in
    daemon) flags=("${EDGESYNC_JVM_DAEMON[@]}" "${EDGESYNC_JVM_LEAF[@]}") ;;
    broker) flags=("${EDGESYNC_JVM_DAEMON[@]}") ;;
    bulk) flags=("${EDGESYNC_JVM_BULK[@]}") ;;
    *) flags=("${EDGESYNC_JVM_SHORT[@]}") ;;
  esac
  if [[ -n ${EDGESYNC_TRAINING:-} ]]; then
    [[ $kind != daemon && $kind != bulk ]] || extra+=(-XX:AOTMode=record "-XX:AOTConfiguration=$EDGESYNC_TRAINING/$kind.recorded")
  else
    [[ $kind == bulk ]] || cache=leaf
    has_aot_cache "$cache" && flags+=("-XX:AOTCache=$EDGESYNC_AOT/$cache.aot" "${EDGESYNC_JVM_AOT[@]}")
  fi
  local command=("$EDGESYNC_JDK/bin/java" "${EDGESYNC_JVM_COMMON[@]}" "${flags[@]}" "${extra[@]}"
    -cp "$EDGESYNC_CLASSPATH" "$main" "$@")
  # A script's background process ignores SIGINT unless it is told otherwise, and the JVM heeds that. nohup has SIGHUP
  # ignored likewise: whoever has a configuration reads it again nevertheless.
  if [[ $kind == daemon && " $* " != *" --config"* ]]; then
    exec env --default-signal="$default_signals" "${command[@]}"
  elif [[ $kind == daemon || $kind == broker ]]; then
    exec env --default-signal=INT,QUIT,HUP "${command[@]}"
  elif [[ $kind != bulk ]]; then
    exec "${command[@]}"
  fi
  run_without_incubator_line "${command[@]}"
}

# A JVM that uses an incubator module says so on stderr before anything else. The first line of stderr is read apart and
# dropped when it is that; all that follows is passed on unread. SIGTERM is handed to the JVM, Ctrl-C reaches it by itself, SIGKILL takes it along.
run_without_incubator_line() {
  local child filter status dies=()
  # Whoever kills this shell means the JVM.
  command -v setpriv >/dev/null && dies=(setpriv --pdeathsig KILL)
  [[ -t 2 ]] && export EDGESYNC_STDERR_TERMINAL=1
  exec 4> >(
    trap '' INT TERM
    if IFS= read -r first; then
      [[ $first == "WARNING: Using incubator modules"* ]] || printf '%s\n' "$first" >&2
    else
      printf '%s' "$first" >&2
    fi
    exec cat >&2
  )
  filter=$!
  # Bash says nothing itself where the pipe's number is above what may be open.
  { : >&4; } 2>/dev/null \
    || die "only $(ulimit -n) files may be open at once here, which is too few; allow more, with: ulimit -n 1024"
  # A background process of a script ignores SIGINT unless it is told otherwise.
  "${dies[@]}" env --default-signal=INT,QUIT "$@" <&0 2>&4 4>&- &
  child=$!
  exec 4>&-
  trap 'kill -TERM "$child" 2>/dev/null' TERM
  trap ':' INT
  while :; do
    status=0
    wait "$child" || status=$?
    kill -0 "$child" 2>/dev/null || break
  done
  wait "$filter" 2>/dev/null || :
  exit "$status"
}
