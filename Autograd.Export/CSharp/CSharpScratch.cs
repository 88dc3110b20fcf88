using Autograd.Core;

namespace Autograd.Export;

/// <summary>Where the results of steps are while they are needed: in the output, or in a part of one array, used again and again.</summary>
internal sealed class CSharpScratch
{
    private readonly Dictionary<Tensor, Tensor> _roots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _lastUse = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, (int Start, int End)> _places = new(ReferenceEqualityComparer.Instance);

    public CSharpScratch(Tensor input, Tensor output, IReadOnlyList<CSharpStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (Tensor used in steps[i].Inputs)
            {
                _lastUse[Root(used)] = i;
            }

            if (CSharpRules.IsSame(steps[i]))
            {
                _roots[steps[i].Output] = Root(steps[i].Inputs[0]);
            }
        }

        Tensor last = Root(output);
        _names[input] = "input";
        for (int i = 0; i < steps.Count; i++)
        {
            CSharpStep step = steps[i];
            if (!CSharpRules.IsSame(step))
            {
                _names[step.Output] = step.Output == last ? "output" : Placed(step, i);
            }

            foreach (Tensor tensor in _places.Keys.ToList())
            {
                _ = _lastUse.GetValueOrDefault(tensor, -1) <= i && tensor != step.Output && _places.Remove(tensor);
            }
        }
    }

    /// <summary>The most numbers there are at a time.</summary>
    public int Length { get; private set; }

    /// <summary>The declarations of variables, by the steps that need them first.</summary>
    public Dictionary<CSharpStep, string> Declarations { get; } = [];

    /// <summary>The variable of a tensor; null of a constant.</summary>
    public string? NameOf(Tensor tensor) => _names.GetValueOrDefault(Root(tensor));

    /// <summary>The tensor that another is a reshaped view of.</summary>
    public Tensor Root(Tensor tensor) => _roots.GetValueOrDefault(tensor, tensor);

    private string Placed(CSharpStep step, int now)
    {
        Tensor first = Root(step.Inputs[0]);
        if (CSharpRules.WorksInPlace(step.Op) && _places.TryGetValue(first, out (int Start, int End) same) && _lastUse[first] == now
            && first.Count == step.Output.Count)
        {
            _places.Remove(first);
            _places[step.Output] = same;
            return _names[first];
        }

        int start = 0;
        foreach ((int from, int end) in _places.Values.OrderBy(place => place.Start))
        {
            start = from - start >= step.Output.Count ? start : Math.Max(start, end);
        }

        _places[step.Output] = (start, start + step.Output.Count);
        Length = Math.Max(Length, start + step.Output.Count);
        string name = FormattableString.Invariant($"v{Declarations.Count}");
        Declarations[step] = FormattableString.Invariant($"Span<float> {name} = scratch.Slice({start}, {step.Output.Count});");
        return name;
    }
}
