using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Reads a state dictionary. What does not fit is collected, so that one message names all of it, and what is to be changed is kept back
/// until everything was read: a state is loaded whole, or not at all.
/// </summary>
/// <example><code>
/// StateReader.Load(state, nameof(Trainer), reader =>
/// {
///     long steps = reader.Count("steps");
///     optimizer.Read(reader.Inside("optimizer."));
///     reader.Then(() => Steps = steps);
/// });
/// </code></example>
internal sealed class StateReader
{
    // Of samples, say; so that the sum of any number of counts is one.
    private const long MostCounted = 1L << 40;

    private readonly IReadOnlyDictionary<string, Tensor> _state;
    private readonly string _owner, _prefix = "";
    private readonly HashSet<string> _known = [];
    private readonly List<string> _errors = [];
    private readonly List<Action> _changes = [];

    private StateReader(IReadOnlyDictionary<string, Tensor> state, string owner) => (_state, _owner) = (state, owner);

    private StateReader(StateReader outer, string prefix)
    {
        (_state, _owner, _prefix) = (outer._state, outer._owner, outer._prefix + prefix);
        (_known, _errors, _changes) = (outer._known, outer._errors, outer._changes);
    }

    /// <summary>The names there are.</summary>
    public IEnumerable<string> Names =>
        _state.Keys.Where(name => name.StartsWith(_prefix, StringComparison.Ordinal)).Select(name => name[_prefix.Length..]);

    /// <summary>Reads a state, and then changes what it is read for.</summary>
    /// <param name="state">The state.</param>
    /// <param name="owner">Whose state it is, for messages.</param>
    /// <param name="read">Reads it, and says by <see cref="Then"/> what is to be changed.</param>
    /// <exception cref="ArgumentException">Something does not fit, or nobody asked for it; nothing was changed.</exception>
    public static void Load(IReadOnlyDictionary<string, Tensor> state, string owner, Action<StateReader> read)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = new StateReader(state, owner);
        read(reader);
        IEnumerable<string> others = state.Keys.Where(name => !reader._known.Contains(name));
        reader._errors.AddRange(others.Select(name => $"'{name}' is nothing that it remembers"));
        if (reader._errors.Count > 0)
        {
            throw new ArgumentException(
                $"LoadState: the state does not fit {owner}, and nothing was loaded:\n  {string.Join("\n  ", reader._errors)}",
                nameof(state));
        }

        reader._changes.ForEach(change => change());
    }

    /// <summary>The part of it whose names begin with a prefix, read without it; its errors are among this one's.</summary>
    public StateReader Inside(string prefix) => new(this, prefix);

    /// <summary>What to do once all is known to fit, in the order of calls. What may still throw comes first.</summary>
    public void Then(Action change) => _changes.Add(change);

    /// <summary>Something does not fit.</summary>
    public void Unfit(string name, string reason) => _errors.Add($"'{_prefix}{name}' {reason}");

    /// <summary>Whether there is something under a name.</summary>
    public bool Has(string name) => _state.GetValueOrDefault(_prefix + name) is not null;

    /// <summary>Everything that is left to somebody else to read.</summary>
    public Dictionary<string, Tensor> Rest()
    {
        Dictionary<string, Tensor> rest = [];
        foreach (string name in Names)
        {
            _known.Add(_prefix + name);
            rest.Add(name, _state[_prefix + name]);
        }

        return rest;
    }

    /// <summary>What is under a name; null where nothing is, or it does not fit.</summary>
    /// <param name="name">The name.</param>
    /// <param name="fits">Whether it is of the right type and shape.</param>
    /// <param name="expected">What it should be, for the message.</param>
    /// <param name="isNeeded">Whether it is an error that there is none.</param>
    public Tensor? Find(string name, Predicate<Tensor> fits, string expected, bool isNeeded = true)
    {
        _known.Add(_prefix + name);
        Tensor? found = _state.GetValueOrDefault(_prefix + name);
        string? error = found is null ? (isNeeded ? "is missing" : null)
            : !fits(found) ? $"is {found.DType} {found.Shape}; expected {expected}" : found.Unreadable();
        if (error is not null)
        {
            Unfit(name, error);
        }

        return error is null ? found : null;
    }

    /// <inheritdoc cref="Find(string, Predicate{Tensor}, string, bool)"/>
    public Tensor? Find(string name, DType dtype, Shape shape, bool isNeeded = true) =>
        Find(name, found => found.DType == dtype && found.Shape == shape, $"{dtype} {shape}", isNeeded);

    /// <summary>Integers in a row; null where they do not fit.</summary>
    public long[]? Numbers(string name) =>
        Find(name, found => found is { DType: DType.Int64, Rank: <= 1 }, "Int64 numbers of one axis")?.ToArray<long>();

    /// <summary>Counts in a row, as many as expected; zeros where they do not fit.</summary>
    public long[] Counts(string name, int? count = null)
    {
        long[]? counts = Numbers(name);
        if (counts is not null
            && (counts.Length != (count ?? counts.Length) || Array.Exists(counts, number => number is < 0 or > MostCounted)))
        {
            Unfit(name, FormattableString.Invariant($"is not {count ?? counts.Length} counts"));
            counts = null;
        }

        return counts ?? new long[count ?? 0];
    }

    /// <summary>Real numbers in a row, as many as expected; zeros where they do not fit.</summary>
    public double[] Reals(string name, int? count = null) =>
        Find(name, found => found is { DType: DType.Float64, Rank: <= 1 } && found.Count == (count ?? found.Count),
            FormattableString.Invariant($"Float64 numbers of one axis{(count is null ? "" : $", {count} of them")}"))
            ?.ToArray<double>() ?? new double[count ?? 0];

    /// <summary>A count; 0 where it does not fit.</summary>
    public long Count(string name, long most = long.MaxValue)
    {
        long count = Find(name, found => found is { DType: DType.Int64, Count: 1, Rank: <= 1 }, "Int64 []")?.AsSpan<long>()[0] ?? 0;
        if (count >= 0 && count <= most)
        {
            return count;
        }

        string range = most == long.MaxValue ? "" : FormattableString.Invariant($" of {most} at most");
        Unfit(name, FormattableString.Invariant($"is {count}; expected a count{range}"));
        return 0;
    }

    /// <summary>A number; 0 where it does not fit.</summary>
    public double Number(string name, Predicate<double> fits, string expected)
    {
        double? number = Find(name, DType.Float64, [])?.AsSpan<double>()[0];
        if (number is { } wrong && !fits(wrong))
        {
            Unfit(name, FormattableString.Invariant($"is {wrong}; expected {expected}"));
        }

        return number ?? 0;
    }

    /// <summary>A generator by its seed and offset; any one where they do not fit.</summary>
    public Generator Generator(string name)
    {
        long[]? numbers = Numbers(name);
        if (numbers is [long seed, long offset])
        {
            return new((ulong)seed, (ulong)offset);
        }

        if (numbers is not null)
        {
            Unfit(name, FormattableString.Invariant($"has {numbers.Length} numbers; expected a seed and an offset"));
        }

        return new(0);
    }
}
