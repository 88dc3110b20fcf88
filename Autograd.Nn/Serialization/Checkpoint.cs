using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A training as it was at some moment, in a file: the weights of a model as <see cref="Module.Save"/> writes them, and beside them all
/// that the training remembers. What goes on from it gives the same bits as if it had never stopped.
/// </summary>
/// <remarks>
/// A <see cref="Trainer"/> writes them by itself (<see cref="Trainer.CheckpointTo"/>); this is for loops of one's own. The bits are the
/// same for any number of threads, on machines whose vectors are as wide; of others <see cref="Warning"/> tells.
/// <para>
/// The file is a safetensors file, in which the states of the parts are under <c>state/part/</c>; whoever wants the weights alone reads it
/// as any other.
/// </para>
/// </remarks>
/// <example><code>
/// Dictionary&lt;string, string&gt; notes = new() { ["epoch"] = "12" };
/// Checkpoint.Save("run.safetensors", model, [("optimizer", optimizer), ("train", train)], notes);
/// string epoch = Checkpoint.Load("run.safetensors", model, [("optimizer", optimizer), ("train", train)]).Notes["epoch"];
/// </code></example>
public sealed class Checkpoint
{
    /// <summary>Under this name the metadata hold the version of what a checkpoint is.</summary>
    internal const string VersionName = "autograd.checkpoint";

    /// <summary>What the names of all begin with that is no weight.</summary>
    internal const string Prefix = "state/";

    private const string Version = "1", MachineName = "autograd.machine", WrittenName = "autograd.written", NotePrefix = "note.",
        SettingPrefix = "setting.";

    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly Dictionary<string, string> _settings;
    private readonly Dictionary<string, IReadOnlyDictionary<string, Tensor>> _states = [];

    private Checkpoint(string path)
    {
        Path = path;
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        ExpectVersion(file);
        Written = DateTimeOffset.TryParse(
            file.Metadata.GetValueOrDefault(WrittenName), CultureInfo.InvariantCulture, out DateTimeOffset written) ? written : null;
        string machine = file.Metadata.GetValueOrDefault(MachineName, "an unknown machine");
        Warning = machine == Machine ? null
            : $"'{path}' was written on {machine}, and this is {Machine}: training goes on, but sums are added up in another order, so " +
                "that the last bits of its numbers differ from those it would have had there.";
        (Notes, _settings) = (Under(NotePrefix), Under(SettingPrefix));
        foreach (SafeTensorsEntry entry in file.Entries)
        {
            if (!entry.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                _weights.Add(entry.Name, file.Read(entry.Name));
                continue;
            }

            string[] names = entry.Name.Split('/', 3);
            if (names is not [_, string part, string name])
            {
                throw new TensorFileException(path, $"'{entry.Name}' is no part of a state; expected {Prefix}part/name.", entry.Offset);
            }

            if (!_states.TryGetValue(part, out IReadOnlyDictionary<string, Tensor>? state))
            {
                _states.Add(part, state = new Dictionary<string, Tensor>());
            }

            // A part that remembers nothing is there with an empty name.
            if (name.Length > 0)
            {
                ((Dictionary<string, Tensor>)state).Add(name, file.Read(entry.Name));
            }
        }

        Dictionary<string, string> Under(string prefix) =>
            file.Metadata.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>When it was written; null where the file does not say.</summary>
    public DateTimeOffset? Written { get; }

    /// <summary>The strings that were saved along.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>
    /// What is different here, so that what follows will be: the machine, or a setting of the trainer; null where nothing is known to be.
    /// </summary>
    public string? Warning { get; private set; }

    /// <summary>Warns of settings that are others than when it was written.</summary>
    internal void Compare(IReadOnlyDictionary<string, string> settings)
    {
        string[] others = [.. settings.Where(setting => _settings.TryGetValue(setting.Key, out string? was) && was != setting.Value)
            .Select(setting => $"{setting.Key} was {_settings[setting.Key]}, and is {setting.Value}. ")];
        if (others.Length > 0)
        {
            string warning = $"{string.Concat(others)}Training goes on as it is set here, and may come to other weights than as it was.";
            Warning = Warning is null ? $"'{Path}': {warning}" : $"{Warning} {warning}";
        }
    }

    /// <summary>The file, when it was written, and the warning where there is one.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"checkpoint '{Path}'") +
        (Written is { } written ? string.Create(CultureInfo.InvariantCulture, $" of {written:u}") : "") +
        (Warning is null ? "" : $"; warning: {Warning}");

    /// <summary>The states of the parts, by name.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> States => _states;

    // What the bits depend on.
    private static string Machine
    {
        get
        {
            int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256
                : Vector128.IsHardwareAccelerated ? 128 : 0;
            return FormattableString.Invariant($"{RuntimeInformation.ProcessArchitecture} with vectors of {bits} bits");
        }
    }

    /// <summary>Writes a checkpoint: under its name there is the old one until the new one is complete and on the disk.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="model">The model.</param>
    /// <param name="parts">Whatever else remembers something: the optimizer, loaders, averages, a plateau; each by a name.</param>
    /// <param name="notes">Strings of your own.</param>
    /// <param name="flush">Whether to wait until it is on the disk, so that not even a power failure harms it.</param>
    /// <exception cref="ArgumentException">A name occurs twice, is empty or has a slash in it.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is not there; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save(string path, Module model, IReadOnlyList<(string Name, IStateful Part)> parts,
        IReadOnlyDictionary<string, string>? notes = null, bool flush = true)
    {
        Expect(parts);
        Save(path, model, parts.ToDictionary(part => part.Name, part => part.Part.StateDict()), notes, flush);
    }

    /// <summary>
    /// Puts a model and whatever else remembers something back to where they were when a checkpoint was written: all of them, or none.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="parts">The same parts as were saved, by the same names.</param>
    /// <returns>What else the checkpoint tells.</returns>
    /// <exception cref="TensorFileException">
    /// The file is no checkpoint, damaged, or of other parts, or one does not fit; nothing was changed.
    /// </exception>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    public static Checkpoint Load(string path, Module model, IReadOnlyList<(string Name, IStateful Part)> parts)
    {
        Expect(parts);
        Checkpoint checkpoint = Read(path);
        Telling(path, () => checkpoint.Load(model, parts, checkpoint._states));
        return checkpoint;
    }

    /// <summary>Reads a checkpoint, and changes nothing yet.</summary>
    internal static Checkpoint Read(string path) => new(path);

    /// <summary>Whether a file says that it is a checkpoint.</summary>
    internal static bool IsOne(SafeTensorsFile file) => file.Metadata.ContainsKey(VersionName);

    internal static void Save(string path, Module model, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> states,
        IReadOnlyDictionary<string, string>? notes, bool flush = true, IReadOnlyDictionary<string, string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, Tensor> all = new(model.StateDict(withRandomStreams: true));
        foreach ((string part, IReadOnlyDictionary<string, Tensor> state) in states)
        {
            StateNames.Add(all, $"{Prefix}{part}/", state.Count > 0 ? state : new Dictionary<string, Tensor> { [""] = Tensor.From([0L]) });
        }

        Dictionary<string, string> metadata = new()
        {
            [VersionName] = Version,
            [MachineName] = Machine,
            [WrittenName] = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
        };
        foreach ((string name, string note) in notes ?? new Dictionary<string, string>())
        {
            metadata.Add(NotePrefix + name, note);
        }

        foreach ((string name, string setting) in settings ?? new Dictionary<string, string>())
        {
            metadata.Add(SettingPrefix + name, setting);
        }

        SafeTensors.Write(path, all, metadata, flush);
    }

    /// <summary>Loads the model and parts, or leaves all as they were.</summary>
    internal void Load(Module model, IReadOnlyList<(string Name, IStateful Part)> parts,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> states)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyDictionary<string, Tensor> before = model.StateDict(withRandomStreams: true);
        model.LoadState(_weights);
        try
        {
            Load(parts, states);
        }
        catch
        {
            model.LoadState(before);
            throw;
        }
    }

    /// <summary>Does something with the content of a checkpoint; what does not fit is told with the file's name.</summary>
    internal static void Telling(string path, Action load)
    {
        try
        {
            load();
        }
        catch (ArgumentException error)
        {
            string message = error.ParamName is { } name ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
                : error.Message;
            throw new TensorFileException(path, message, null, error);
        }
    }

    /// <summary>Loads parts, or leaves all as they were.</summary>
    internal static void Load(IReadOnlyList<(string Name, IStateful Part)> parts,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> states)
    {
        string[] missing = [.. parts.Select(part => part.Name).Where(name => !states.ContainsKey(name))];
        string[] others = [.. states.Keys.Where(name => !parts.Any(part => part.Name == name))];
        if (missing.Length + others.Length > 0)
        {
            throw new ArgumentException(
                $"the checkpoint is of [{string.Join(", ", states.Keys)}], and what it is to be loaded into is of " +
                $"[{string.Join(", ", parts.Select(part => part.Name))}]. Nothing was changed; give the parts that it was made of, and " +
                "a trainer the same Plateau, loss, AlsoSaved and kinds of batches.", nameof(parts));
        }

        List<(IStateful Part, IReadOnlyDictionary<string, Tensor> Before)> changed = [];
        try
        {
            foreach ((string name, IStateful part) in parts)
            {
                changed.Add((part, part.StateDict()));
                part.LoadState(states[name]);
            }
        }
        catch
        {
            foreach ((IStateful part, IReadOnlyDictionary<string, Tensor> before) in changed)
            {
                part.LoadState(before);
            }

            throw;
        }
    }

    /// <summary>Names must be names, each once.</summary>
    internal static void Expect(IReadOnlyList<(string Name, IStateful Part)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        HashSet<string> names = [];
        foreach ((string name, IStateful part) in parts)
        {
            if (part is null || string.IsNullOrEmpty(name) || name.Contains('/', StringComparison.Ordinal) || !names.Add(name))
            {
                throw new ArgumentException(
                    $"Checkpoint: the part '{name}' is null, or its name is empty, has a slash in it or occurs twice.", nameof(parts));
            }
        }
    }

    private static void ExpectVersion(SafeTensorsFile file)
    {
        string? version = file.Metadata.GetValueOrDefault(VersionName);
        if (version != Version)
        {
            throw new TensorFileException(file.Path, version is null
                ? "it is no checkpoint, but weights or something else; load weights with model.Load."
                : $"it is a checkpoint of version {version}, and this program knows version {Version}; read it with a newer " +
                    "Autograd.", null);
        }
    }
}
