using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A differentiable operation on tensors: a value and a pullback. An elementwise one is written as a formula instead
/// (<see cref="IUnaryFormula"/>), from which both follow. An op holds its attributes and nothing of a call, so one instance serves any
/// number of calls on any number of threads.
/// </summary>
public abstract partial class Op
{
    private readonly OpValue[] _attributes;
    private OpDefinition? _definition;
    private OpAttributes? _made;
    private bool _isDefinitionKnown;

    /// <summary>Names the op.</summary>
    /// <param name="name">The name in snake_case, as error messages and the registry have it.</param>
    /// <param name="attributes">
    /// The values of its attributes, in the order of its definition's parameters; none for an op without a definition.
    /// </param>
    protected Op(string name, params ReadOnlySpan<OpValue> attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _attributes = attributes.IsEmpty ? [] : attributes.ToArray();
    }

    /// <summary>The name in snake_case.</summary>
    public string Name { get; }

    /// <summary>
    /// What there is to know of the op: the definition that made it; the registry's, where a method of <see cref="Tensor"/> made it; null
    /// for an op of your own without one.
    /// </summary>
    public OpDefinition? DefinedBy
    {
        get
        {
            if (!_isDefinitionKnown)
            {
                (_definition, _isDefinitionKnown) = (OpRegistry.DefinitionOf(this), true);
            }

            return _definition;
        }
    }

    /// <summary>
    /// The values of its attributes by name, as the definition's <see cref="OpDefinition.Parameters"/> name them, to be read only; empty
    /// without a definition.
    /// </summary>
    public OpAttributes Attributes => _made ?? DefinedBy?.Named(_attributes) ?? OpAttributes.None;

    internal ReadOnlySpan<OpValue> Values => _attributes;

    /// <summary>
    /// Tells a new op what made it, and of which attributes: one that another definition made in its stead states that one's attributes
    /// itself.
    /// </summary>
    internal void Define(OpDefinition definition, OpAttributes made)
    {
        _made = _isDefinitionKnown && _definition != definition ? made : _made;
        (_definition, _isDefinitionKnown) = (definition, true);
    }

    /// <summary>Computes the op's value and, where this thread's current tape watches an input, records it.</summary>
    /// <param name="inputs">The arguments, in the op's order.</param>
    /// <returns>The result, which belongs to the open tape or scope, if any.</returns>
    /// <exception cref="ArgumentException">The number, shape or type of the inputs does not fit the op; the message says how.</exception>
    public Tensor Apply(params ReadOnlySpan<Tensor> inputs)
    {
        OpCall.Leavings leavings = default;
        return Run(inputs, ref leavings);
    }

    /// <summary>The same for an op with several results, of which <see cref="Apply"/> returns the first.</summary>
    /// <param name="inputs">The arguments, in the op's order.</param>
    /// <returns>All results, in the op's order.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Apply"/>.</exception>
    public Tensor[] ApplyAll(params ReadOnlySpan<Tensor> inputs)
    {
        OpCall.Leavings leavings = default;
        Tensor output = Run(inputs, ref leavings);
        foreach (Tensor other in leavings.Outputs ?? [])
        {
            other.Maker = this;
        }

        return leavings.Outputs ?? [output];
    }

    /// <summary>
    /// Checks the inputs and computes the value, in a tensor made by <see cref="Result"/> or by other ops, which are not recorded. Several
    /// values are returned by <see cref="OpCall.Return"/>.
    /// </summary>
    /// <param name="call">The arguments, and room for what the pullback will want.</param>
    protected abstract Tensor Forward(OpCall call);

    /// <summary>
    /// Turns the gradient by the output into gradients by the inputs. It is written with differentiable ops, which makes higher derivatives
    /// follow; a fused kernel may take their place where <see cref="Pullback.IsRecording"/> is false. A gradient may have any shape that
    /// the input broadcasts to: the tape sums it back.
    /// </summary>
    /// <param name="call">What was computed, and where the gradients go.</param>
    protected abstract void Differentiate(Pullback call);

    internal void PullBack(Pullback call) => Differentiate(call);

    private protected virtual bool IsComposed => false;

    private Tensor Run(ReadOnlySpan<Tensor> inputs, ref OpCall.Leavings leavings)
    {
        ThreadState state = ThreadState.Current;
        if (state.Open is null)
        {
            state.ExpectNotForeign(this, inputs);
        }

        if (_beyondFloat32 is { } beyond && !inputs.IsEmpty && inputs[0]?.DType == DType.Float32)
        {
            throw new ArgumentException(
                $"{Name}: {beyond}, which Float32 does not hold. Take another number, or convert the input with To(DType.Float64) first.",
                nameof(inputs));
        }

        Tensor output;
        if (state.Tape is not { IsInsideOp: false } tape || IsComposed)
        {
            output = Value(inputs, isRecorded: false, ref leavings);
            output.Maker = this;
            return output;
        }

        // What Forward computes with other ops is none of the tape's business: this op's pullback speaks for all of it.
        bool isRecorded = tape.IsTracked(inputs);
        tape.IsInsideOp = true;
        try
        {
            output = Value(inputs, isRecorded, ref leavings);
        }
        finally
        {
            tape.IsInsideOp = false;
        }

        output = isRecorded ? tape.Record(this, inputs, output, ref leavings) : output;
        output.Maker = this;
        tape.Trace?.Add(new(this, inputs, leavings.Outputs ?? [output]));
        tape.Guard?.Expect(this, inputs, leavings.Outputs ?? [output], isRecorded);
        return output;
    }

    // What Forward stated with OpCall.Return counts, with a tape and without, whatever it returns.
    private Tensor Value(ReadOnlySpan<Tensor> inputs, bool isRecorded, ref OpCall.Leavings leavings)
    {
        Tensor output = Forward(new(this, inputs, isRecorded, ref leavings)) ?? throw HasNoValue();
        return leavings.Outputs?[0] ?? output;
    }

    /// <summary>A tensor for the op's result. Its content is undefined: the op must write every element.</summary>
    protected internal Tensor Result(Shape shape, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return TensorBuffer.Holds(shape.Count, dtype) ? Tensor.Result(shape, dtype) : throw TooLarge(shape, dtype);
    }

    /// <summary>Throws unless the number of inputs is as expected and none is null.</summary>
    protected internal void ExpectInputs(ReadOnlySpan<Tensor> inputs, int expected)
    {
        if (inputs.Length != expected)
        {
            throw NotAsMany(inputs, expected);
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is null)
            {
                throw MissesInput(inputs, i);
            }
        }
    }

    /// <summary>Throws unless the inputs are floating point, and all of one type.</summary>
    protected internal void ExpectFloats(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].DType.IsFloat() || inputs[i].DType != inputs[0].DType)
            {
                throw NotFloats(inputs, i);
            }
        }
    }

    // The messages are made apart: inlined, they would use up what the compiler is willing to inline of a small op.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException TooLarge(Shape shape, DType dtype) => new(
        $"{Name}: the result of shape {shape} in {dtype} takes more than the {TensorBuffer.Largest} bytes that a tensor can hold.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException NotAsMany(ReadOnlySpan<Tensor> inputs, int expected) =>
        new($"{Name}: expected {expected} input{(expected == 1 ? "" : "s")}, got {inputs.Length}.", nameof(inputs));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidOperationException HasNoValue() =>
        new($"{Name}: its Forward returned null; expected the value, or what OpCall.Return returns where there are several.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentNullException MissesInput(ReadOnlySpan<Tensor> inputs, int missing) =>
        new(nameof(inputs), $"{Name}: input {missing} is null.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException NotFloats(ReadOnlySpan<Tensor> inputs, int other) => new(
        inputs[other].DType.IsFloat()
            ? $"{Name}: the inputs are {inputs[0].DType} and {inputs[other].DType}; expected one type. Convert one of them with To."
            : $"{Name}: input {other} is {inputs[other].DType}; expected Float32 or Float64. Convert it with To(DType.Float32) first.",
        nameof(inputs));
}
