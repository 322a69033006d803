/**
 * The configuration: a TOML file, the pointer that says which, the environment synced into it.
 *
 * <p>Entry types: {@link dev.pigeon.config.Config} answers what is in force, {@link
 * dev.pigeon.config.ConfigFile} edits the file, {@link dev.pigeon.config.CurrentPath} says and
 * changes which file it is, {@link dev.pigeon.config.ConfigKey} lists what may stand in it. All of
 * them see the process through a {@link dev.pigeon.config.ConfigContext} and fail with a {@link
 * dev.pigeon.config.ConfigException}.
 *
 * <p>Loading through a fresh {@link dev.pigeon.config.Snapshot} touches no TOML parser: this is on
 * the path of every command.
 */
package dev.pigeon.config;
