using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>One computation of a model, and the module that did it.</summary>
/// <param name="Op">The op; of a module that is written as a whole its name in snake_case.</param>
/// <param name="Attributes">The op's attributes.</param>
/// <param name="Inputs">What it was applied to.</param>
/// <param name="Output">What came out.</param>
/// <param name="Module">The innermost module at work.</param>
internal sealed record CSharpStep(string Op, OpAttributes Attributes, IReadOnlyList<Tensor> Inputs, Tensor Output, Module Module);

/// <summary>What a model computes for one sample.</summary>
internal sealed class CSharpTrace : ModuleWatcher
{
    private readonly Tape _tape = new() { Traces = true };
    private readonly Stack<Module> _atWork = [];
    private readonly Stack<int> _begun = [];
    private int _seen;

    public CSharpTrace(Layer model, Shape sample, double from)
    {
        float[] numbers = new float[sample.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(from + (0.5 * Math.Sin(i + from)));
        }

        Input = Tensor.From(numbers, [1, .. sample.Sizes]);
        _atWork.Push(model);
        try
        {
            Output = model.Forward(Input);
        }
        catch
        {
            Close();
            throw;
        }

        Add();
        base.Dispose();
    }

    public Tensor Input { get; }

    public Tensor Output { get; }

    private List<CSharpStep> Steps { get; } = [];

    /// <summary>The steps from the input to the output, in order.</summary>
    public IReadOnlyList<CSharpStep> Way()
    {
        HashSet<Tensor> derived = new(ReferenceEqualityComparer.Instance) { Input };
        HashSet<Tensor> wanted = new(ReferenceEqualityComparer.Instance) { Output };
        List<CSharpStep> way = Steps.FindAll(step => step.Inputs.Any(derived.Contains) && (derived.Add(step.Output) || true));
        for (int i = way.Count - 1; i >= 0; i--)
        {
            CSharpStep step = way[i];
            if (step.Inputs.Contains(step.Output))
            {
                throw CSharpWriter.Refused(step, "changes a tensor in place");
            }

            if (wanted.Contains(step.Output))
            {
                wanted.UnionWith(step.Inputs);
            }
            else
            {
                way.RemoveAt(i);
            }
        }

        return way;
    }

    /// <summary>Ends it; what the tape computed is gone.</summary>
    public void Close()
    {
        base.Dispose();
        _tape.Dispose();
    }

    protected override void Begin(Module module)
    {
        Add();
        _atWork.Push(module);
        _begun.Push(Steps.Count);
    }

    protected override void Result(Module module, Tensor? input, Tensor? output)
    {
        Add();
        string? whole = module switch
        {
            Chebyshev => "chebyshev",
            LinearSpline => "linear_spline",
            Standardizer => "standardizer",
            _ => null,
        };
        if (whole is not null && input is not null && output is not null)
        {
            Steps.RemoveRange(_begun.Peek(), Steps.Count - _begun.Peek());
            Steps.Add(new(whole, OpAttributes.None, [input], output, module));
        }
    }

    protected override void End()
    {
        Add();
        _atWork.Pop();
        _begun.Pop();
    }

    private void Add()
    {
        for (; _seen < _tape.Calls.Count; _seen++)
        {
            TracedCall call = _tape.Calls[_seen];
            Steps.Add(new(call.Name, call.Attributes, call.Inputs, call.Outputs[0], _atWork.Peek()));
        }
    }
}
