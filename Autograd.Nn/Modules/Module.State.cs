using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class Module
{
    /// <summary>
    /// Copies of all parameters and buffers by their names in files, which are PyTorch's: <c>0.weight</c>, <c>running_mean</c>. One that is
    /// registered in several places is there once, under the first. What PyTorch does not have, <see cref="RunningNorm.SkippedBatches"/>,
    /// is there if it is not zero.
    /// </summary>
    /// <param name="withRandomStreams">
    /// Whether the random streams are there too, each as two Int64 numbers, seed and offset: so for a checkpoint from which training goes
    /// on, not for weights to be used elsewhere.
    /// </param>
    public IReadOnlyDictionary<string, Tensor> StateDict(bool withRandomStreams = false)
    {
        Dictionary<string, Tensor> state = [];
        foreach (NamedPart named in NamedParts())
        {
            if (named.Part.State is { } values && !named.Part.IsLeftOut
                && (withRandomStreams || named.Part is not RandomStream))
            {
                state.Add(named.FileName, values.Detach());
            }
        }

        return state;
    }

    /// <summary>
    /// Copies values into the parameters and buffers, and into the random streams that are among them. All of it is checked first: what
    /// does not fit changes nothing. A shared part may stand under any of its names, or under several with the same values.
    /// </summary>
    /// <param name="state">The values, by their names in files: what <see cref="StateDict"/> gave.</param>
    /// <param name="strict">Whether every parameter and buffer must be there and nothing else; otherwise what is there is taken.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message names everything that does not.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, bool strict = true)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<string> errors = [];
        HashSet<string> known = [];
        Dictionary<ModulePart, string?> found = [];
        List<(ModulePart Part, Tensor Values)> matches = [];
        foreach (NamedPart named in Places("", ""))
        {
            if (named.Part is Module)
            {
                continue;
            }

            known.Add(named.FileName);
            if (!state.TryGetValue(named.FileName, out Tensor? values) || values is null)
            {
                found.TryAdd(named.Part, named.FileName);
                continue;
            }

            if (found.TryGetValue(named.Part, out string? missing) && missing is null)
            {
                if (!AreSame(values, matches.Find(match => match.Part == named.Part).Values))
                {
                    errors.Add(
                        $"'{named.FileName}' is another name of '{named.Part.Path}', which stands under the first one with other values");
                }

                continue;
            }

            found[named.Part] = null;
            if ((named.Part.Mismatch(values) ?? values.Unreadable() ?? named.Part.Unwritable()) is { } mismatch)
            {
                errors.Add($"'{named.FileName}' {mismatch}");
            }

            matches.Add((named.Part, values));
        }

        if (strict)
        {
            foreach ((ModulePart part, string? missing) in found)
            {
                if (missing is not null && part is not RandomStream && !part.IsOptional)
                {
                    errors.Add($"'{missing}' is missing");
                }
            }

            foreach (string name in state.Keys)
            {
                if (!known.Contains(name))
                {
                    errors.Add($"'{name}' is no part of the module");
                }
            }
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(
                $"LoadState: the state does not fit {GetType().Name}, and nothing was loaded:\n  {string.Join("\n  ", errors)}",
                nameof(state));
        }

        foreach ((ModulePart part, Tensor values) in matches)
        {
            part.Load(values);
        }

        // What a file lacks that may be lacking is as at first, if there is anything of its module.
        foreach ((ModulePart part, string? missing) in found)
        {
            if (missing is not null && part.IsOptional && matches.Exists(match => match.Part.Owner == part.Owner))
            {
                part.DrawAnew();
            }
        }
    }

    private static bool AreSame(Tensor values, Tensor others) =>
        values.DType == others.DType && values.Shape == others.Shape && (values.Unreadable() ?? others.Unreadable()) is null
            && values.Bytes.SequenceEqual(others.Bytes);

    /// <summary>Draws all parameters anew and starts all random streams.</summary>
    internal void DrawAll(ulong seed, Initialization initialization)
    {
        foreach (ModulePart part in WithParts())
        {
            if (part.Unwritable() is { } reason)
            {
                throw new InvalidOperationException($"Initialize: the parameter '{part.Path}' {reason}. Nothing was drawn.");
            }
        }

        foreach (ModulePart part in WithParts())
        {
            part.Draw(seed, initialization);
        }
    }

    /// <summary>Converts all parameters and the floating-point buffers.</summary>
    internal void ConvertAll(DType dtype)
    {
        if (!dtype.IsFloat())
        {
            throw new ArgumentException($"{GetType().Name} cannot become {dtype}; expected Float32 or Float64.", nameof(dtype));
        }

        foreach (ModulePart part in WithParts())
        {
            part.ConvertTo(dtype);
        }
    }
}
