# The JVM's AOT cache (JEP 483, 514 and 515): made when the programs were built, taken by every later start. Sourced by launch.bash, never run.
# shellcheck shell=bash

readonly EDGESYNC_AOT="$EDGESYNC_HOME/ops/target/aot"
# There are two: of what leaves load and call (leaf.aot), and of what a clone does (bulk.aot), since a cache fits only the modules that it was made
# with. Of one that it cannot take beside other flags the JVM would say so on stdout, ahead of what a program prints there.
readonly EDGESYNC_JVM_AOT=("-Xlog:aot*=off,cds*=off")

# is_whole NAME is true when that file of ours is as it was made. The JVM looks at most of a cache only when it is told to (-XX:+VerifySharedSpaces),
# and where it finds damage then it gives up or goes on, depending on the place.
is_whole() {
  local file="$EDGESYNC_AOT/$1"
  # Without a sum it is being made, or never was.
  [[ -e $file.sum ]] || return 1
  [[ -r $file && "$(cksum <"$file")" == "$(<"$file.sum")" ]] && return 0
  mend_later "$1"
  return 1
}

# mend_later NAME says that a file is damaged, and has the next start of whoever may write here train the JVM anew; not while somebody does, who has
# just taken the old ones away.
mend_later() {
  local lock="$EDGESYNC_HOME/ops/target/build.lock"
  if [[ ! -w $lock ]]; then
    say "$EDGESYNC_AOT/$1 is damaged, starting without the AOT cache"
  elif (flock -n 9 && : >"$EDGESYNC_AOT.due") 9>>"$lock"; then
    say "$EDGESYNC_AOT/$1 is damaged, starting without the AOT cache; the next start trains the JVM anew"
  fi
}

# seal NAME notes what is_whole compares with, when all of it is on the disk.
seal() {
  sync "$EDGESYNC_AOT/$1"
  cksum <"$EDGESYNC_AOT/$1" >"$EDGESYNC_AOT/$1.sum.new"
  mv "$EDGESYNC_AOT/$1.sum.new" "$EDGESYNC_AOT/$1.sum"
}

# java_release HOME prints what tells a JDK from every other one.
java_release() {
  printf '%s\n' "$1" "$(<"$1/release")"
}

# is_packed is true when our classes were put into a jar after they were built last.
is_packed() {
  [[ -s $EDGESYNC_AOT/class-path && ! $EDGESYNC_CLASSPATH_FILE -nt $EDGESYNC_AOT/class-path ]] && is_whole edgesync.jar
}

# choose_class_path sets EDGESYNC_CLASSPATH: the jar where there is one, which starts sooner and may have a cache (EDGESYNC_PACKED), else the directories
# that Maven compiled to.
choose_class_path() {
  EDGESYNC_PACKED=
  if is_packed; then
    EDGESYNC_PACKED=1
    EDGESYNC_CLASSPATH=$(<"$EDGESYNC_AOT/class-path")
  else
    EDGESYNC_CLASSPATH="$EDGESYNC_HOME/ops/target/classes:$(<"$EDGESYNC_CLASSPATH_FILE")"
  fi
}

# has_aot_cache NAME is true when there is that one, of the class path that was chosen, made by this JDK.
has_aot_cache() {
  [[ -n ${EDGESYNC_PACKED:-} ]] && is_whole "$1.aot" && [[ -r $EDGESYNC_AOT/jdk && "$(<"$EDGESYNC_AOT/jdk")" == "$(java_release "$EDGESYNC_JDK")" ]]
}

# training_is_due is true when a launcher has built the programs and was stopped before their training had ended. Only whoever built them trains
# again, and not the programs of a training run.
training_is_due() {
  [[ -O $EDGESYNC_AOT.due && -z ${EDGESYNC_TRAINING:-} ]]
}

# die_of_ctrl_c is for a subshell that waits for a JVM: that ends with a code of its own, which bash takes for a sign to go on.
die_of_ctrl_c() {
  trap 'trap - INT; kill -INT "$BASHPID"' INT
}

# make_aot_cache ARGS... puts our classes into one jar (the JVM archives nothing out of directories), has two leaves and a clone record what
# they load and call, and makes the caches of that; ARGS are for the training run. A program that runs keeps the files that it has open. Without a cache all starts
# later and runs alike, so a training that failed is not due again before the next build.
make_aot_cache() {
  : >"$EDGESYNC_AOT.due"
  train_jvm "$@"
  rm -f "$EDGESYNC_AOT.due"
}

train_jvm() {
  local entry entries libraries="" jar=(--create --no-compress --file "$EDGESYNC_AOT.new/edgesync.jar")
  # Maven ends the file without a newline, which is no success for read.
  IFS=: read -r -a entries <"$EDGESYNC_CLASSPATH_FILE" || :
  for entry in "$EDGESYNC_HOME/ops/target/classes" "${entries[@]}"; do
    if [[ -d $entry ]]; then
      jar+=(-C "$entry" .)
    else
      libraries+=":$entry"
    fi
  done
  rm -rf "$EDGESYNC_AOT.new" && mkdir -p "$EDGESYNC_AOT.new"
  if ! "$EDGESYNC_JDK/bin/jar" "${jar[@]}" >"$EDGESYNC_AOT.log" 2>&1; then
    say "the classes could not be put into a jar, starting without the AOT cache; see ops/target/aot.log"
    return 0
  fi
  printf '%s' "$EDGESYNC_AOT/edgesync.jar$libraries" >"$EDGESYNC_AOT.new/class-path"
  rm -rf "$EDGESYNC_AOT" && mv "$EDGESYNC_AOT.new" "$EDGESYNC_AOT"
  seal edgesync.jar
  say "training the JVM for short starts ..."
  local java=("$EDGESYNC_JDK/bin/java" "${EDGESYNC_JVM_COMMON[@]}" -cp "$(<"$EDGESYNC_AOT/class-path")")
  local leaf=("${EDGESYNC_JVM_DAEMON[@]}" "${EDGESYNC_JVM_LEAF[@]}")
  if ! {
    env -u EDGESYNC_JAVA_OPTS "JAVA_HOME=$EDGESYNC_JDK" "EDGESYNC_LAUNCHER=$EDGESYNC_HOME/ops/edgesync" \
      "EDGESYNC_TRAINING=$EDGESYNC_AOT" "${java[@]}" "${EDGESYNC_JVM_SHORT[@]}" \
      io.edgesync.ops.aot.TrainingRun "$@" &&
      "${java[@]}" "${leaf[@]}" -XX:AOTMode=create "-XX:AOTConfiguration=$EDGESYNC_AOT/daemon.recorded" \
        "-XX:AOTCache=$EDGESYNC_AOT/leaf.aot.new" &&
      "${java[@]}" "${EDGESYNC_JVM_BULK[@]}" -XX:AOTMode=create "-XX:AOTConfiguration=$EDGESYNC_AOT/bulk.recorded" \
        "-XX:AOTCache=$EDGESYNC_AOT/bulk.aot.new"
  } >>"$EDGESYNC_AOT.log" 2>&1 9>&- </dev/null; then
    say "the AOT cache could not be made, starting without it; see ops/target/aot.log"
    return 0
  fi
  rm -f "$EDGESYNC_AOT"/*.recorded
  java_release "$EDGESYNC_JDK" >"$EDGESYNC_AOT/jdk"
  local cache
  for cache in bulk.aot leaf.aot; do
    mv "$EDGESYNC_AOT/$cache.new" "$EDGESYNC_AOT/$cache"
    seal "$cache"
  done
}

# prepare_aot_cache ARGS... makes the caches where there are none, as where Maven built the programs without a launcher or the training failed: for what
# is measured, after prepare.
prepare_aot_cache() {
  (
    die_of_ctrl_c
    flock 9
    choose_class_path
    { has_aot_cache leaf && has_aot_cache bulk; } || make_aot_cache "$@"
  ) 9>"$EDGESYNC_HOME/ops/target/build.lock"
  choose_class_path
}
