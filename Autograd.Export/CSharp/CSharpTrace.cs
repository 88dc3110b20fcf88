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
    private static readonly TraceSlice<CSharpStep> s_slice = new(
        step => step.Inputs, step => [step.Output],
        (step, _) => CSharpWriter.Refused(step, "changes a tensor in place that was computed from the input or used before"));

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
    public IReadOnlyList<CSharpStep> Way() => s_slice.Of(Steps, [Input], [Output]);

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
