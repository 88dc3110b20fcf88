using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Parameters of a model that lie side by side in memory, and their gradients likewise, so that one call updates, clips, averages, sends or
/// saves them all. The model makes its blocks when they are first needed, by an optimizer's first step or by
/// <see cref="Module.ParameterBlocks"/>: one for each floating-point type, more only where
/// it has over 134 million elements, and one for each parameter whose gradient is sparse (<see cref="Parameter.HasSparseGrad"/>): what is
/// written to that one's gradients by hand makes all its rows count.
/// </summary>
public sealed class ParameterBlock
{
    // Elements: half of what a tensor can hold, in double precision.
    private const int Largest = 1 << 27;

    private readonly Tensor _gradients;

    private ParameterBlock(Parameter[] parameters)
    {
        Parameters = parameters.AsReadOnly();
        Tensor[] values = Array.ConvertAll(parameters, parameter => parameter.Value);
        Values = Tensor.Pack(values, out int[] offsets);
        _gradients = Tensor.PackGradients(values);
        Offsets = offsets.AsReadOnly();
    }

    /// <summary>The parameters, in the order of memory: those that decay first.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Where each begins in <see cref="Values"/> and <see cref="Gradients"/>.</summary>
    public IReadOnlyList<int> Offsets { get; }

    /// <summary>The elements of all, on one axis, with zeros up to the next cache line behind each. What is written to it is written to
    /// them.</summary>
    public Tensor Values { get; }

    /// <summary>The gradients of all in the same order; zero for a parameter that has none at the moment.</summary>
    public Tensor Gradients
    {
        get
        {
            for (int i = 0; i < Parameters.Count; i++)
            {
                if (Parameters[i].Grad is null)
                {
                    _gradients.SetItem(0, Offsets[i]..(Offsets[i] + Parameters[i].Shape.Count));
                }
            }

            return _gradients;
        }
    }

    /// <summary>
    /// A model's blocks: those it has where they are still right, else new ones of all its parameters that are not frozen and can be moved.
    /// One that belongs to another model has its place there.
    /// </summary>
    internal static IReadOnlyList<ParameterBlock> Of(Module model, IReadOnlyList<ParameterBlock> blocks)
    {
        Parameter[] own = [.. model.Parameters().Where(parameter => parameter.Root == model)];
        Parameter[] trained = Array.FindAll(own, parameter => parameter.RequiresGrad);
        bool[] can = Tensor.CanPack(Array.ConvertAll(trained, parameter => parameter.Value));
        Parameter[] wanted = [.. trained.Where((_, i) => can[i])];

        // Who has been frozen since may stay.
        HashSet<Parameter> packed = [.. blocks.SelectMany(block => block.Parameters)];
        bool areRight = packed.IsSubsetOf(own) && Array.TrueForAll(wanted, packed.Contains) &&
            blocks.All(block => block.Parameters.All(parameter => parameter.Value.IsWithin(block.Values)));
        return areRight ? blocks : [.. Split(wanted).Select(parameters => new ParameterBlock(parameters))];
    }

    /// <summary>
    /// Parameters as they lie together in memory: of one type, no more than a tensor can hold, and those that decay are neighbours, for the
    /// others may be changed by a rule of their own. One whose gradient is sparse is alone, for nothing should go over all of it.
    /// </summary>
    internal static IEnumerable<Parameter[]> Split(IEnumerable<Parameter> parameters)
    {
        foreach (IGrouping<DType, Parameter> ofType in parameters.GroupBy(parameter => parameter.DType).OrderBy(ofType => ofType.Key))
        {
            Parameter[] rest = [.. ofType.Where(parameter => !parameter.HasSparseGrad).OrderByDescending(parameter => parameter.Decays)];
            while (rest.Length > 0)
            {
                int next = 1;
                for (long count = rest[0].Shape.Count; next < rest.Length && (count += rest[next].Shape.Count) <= Largest; next++)
                {
                }

                yield return rest[..next];
                rest = rest[next..];
            }

            foreach (Parameter parameter in ofType.Where(parameter => parameter.HasSparseGrad))
            {
                yield return [parameter];
            }
        }
    }
}
