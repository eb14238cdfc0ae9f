/**
 * Commands on one repository file: {@link io.edgesync.cli.repository.NewCommand},
 * {@link io.edgesync.cli.repository.CommitCommand}, {@link io.edgesync.cli.repository.ExtractCommand},
 * {@link io.edgesync.cli.repository.TimelineCommand}, {@link io.edgesync.cli.repository.CatCommand},
 * {@link io.edgesync.cli.repository.InfoCommand}, {@link io.edgesync.cli.repository.LsCommand},
 * {@link io.edgesync.cli.repository.BranchesCommand}, {@link io.edgesync.cli.repository.TagsCommand},
 * {@link io.edgesync.cli.repository.VerifyCommand}, {@link io.edgesync.cli.repository.RebuildCommand}.
 *
 * <pre>
 * -R FILE → Repository.open → checkins | timeline | branches | tags | artifacts → text or JSON
 * </pre>
 *
 * <p>They may run while a daemon or the stock {@code fossil} has the same file open; the daemon notices what they wrote.
 *
 * <p>Threads: each command is one thread; verification and rebuilding use every core inside {@code repository.rebuild}.
 */
@NullMarked
package io.edgesync.cli.repository;

import org.jspecify.annotations.NullMarked;
