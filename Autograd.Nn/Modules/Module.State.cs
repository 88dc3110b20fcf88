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

    /// <summary>With the random streams: so as training goes on from it.</summary>
    IReadOnlyDictionary<string, Tensor> IStateful.StateDict() => StateDict(withRandomStreams: true);

    void IStateful.LoadState(IReadOnlyDictionary<string, Tensor> state) => LoadState(state);

    /// <summary>
    /// Copies values into the parameters and buffers, and into the random streams that are among them. All of it is checked first: what
    /// does not fit changes nothing. A shared part may stand under any of its names, or under several with the same values.
    /// </summary>
    /// <param name="state">The values, by their names in files: what <see cref="StateDict"/> gave.</param>
    /// <param name="strict">Whether every parameter and buffer must be there and nothing else; otherwise what fits is taken, and has to be
    /// something.</param>
    /// <param name="convert">
    /// Whether Float64 numbers are taken for Float32 parameters, rounded to the nearest, and Float32 for Float64: those of a file of NumPy,
    /// say, which holds what <c>numpy.array</c> makes.
    /// </param>
    /// <exception cref="ArgumentException">Something does not fit; the message names everything that does not.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, bool strict = true, bool convert = false)
    {
        ArgumentNullException.ThrowIfNull(state);
        StateMatch match = new(Places("", ""), new DictionaryState(state, convert));
        if (match.Errors(strict) is { Count: > 0 } errors)
        {
            throw new ArgumentException(
                $"LoadState: the state does not fit {GetType().Name}, and nothing was loaded:\n  {string.Join("\n  ", errors)}",
                nameof(state));
        }

        match.Load();
    }

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
