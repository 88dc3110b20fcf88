namespace Autograd.Core;

/// <summary>What the ops of attention share: they differ in where queries, keys and values lie.</summary>
internal abstract class AttentionOp : Op
{
    private const int MostMasks = 2;

    // The inputs in front of the masks.
    private readonly int _tensors;
    private readonly AttentionDrops _drops;

    protected AttentionOp(string name, int tensors, AttentionSettings settings, params ReadOnlySpan<OpValue> attributes)
        : base(name, [.. attributes, settings.Causal, settings.Scale, settings.Dropout, settings.Generator])
    {
        _tensors = tensors;
        Settings = settings;
        Expect.That(settings.Dropout is >= 0 and <= 1, settings.Dropout, name, "a probability from 0 to 1", "dropout");
        (ulong seed, ulong offset) = DropOp.Stated(settings.Generator, name);
        _drops = new(seed, offset, settings.Dropout);
        if (settings.Scale is double scale)
        {
            WithCoefficient("scale", Expect.Finite(scale, name, "scale"));
        }
    }

    protected AttentionSettings Settings { get; }

    /// <summary>Applies the op, after which the generator has moved on by a word for each weight.</summary>
    /// <param name="tensors">What is in front of the masks, and room for these.</param>
    /// <param name="mask">A mask, or null.</param>
    /// <param name="keyMask">Another, or null.</param>
    /// <param name="generator">What decides which weights are left out.</param>
    public Tensor Apply(Span<Tensor> tensors, Tensor? mask, Tensor? keyMask, Generator? generator)
    {
        int count = _tensors;
        foreach (Tensor? given in (ReadOnlySpan<Tensor?>)[mask, keyMask])
        {
            if (given is not null)
            {
                tensors[count++] = given;
            }
        }

        Tensor output = Apply(tensors[..count]);
        if (Settings.Dropout > 0)
        {
            AttentionTask task = Task(tensors);
            generator!.Skip((ulong)task.Units * (ulong)task.Queries * (ulong)task.Keys);
        }

        return output;
    }

    /// <summary>Throws unless the shapes fit.</summary>
    protected abstract void ExpectShapes(ReadOnlySpan<Tensor> tensors);

    /// <summary>The sizes, and where queries, keys and values lie.</summary>
    protected abstract AttentionTask Task(ReadOnlySpan<Tensor> inputs);

    /// <summary>The shape of the output.</summary>
    protected abstract Shape OutputOf(ReadOnlySpan<Tensor> inputs);

    /// <summary>The heads of a tensor of the output's shape.</summary>
    protected abstract HeadView Heads(Tensor x);

    /// <summary>States the gradients by what is in front of the masks, from ops; those by the scores are returned.</summary>
    protected abstract Tensor Compose(Pullback call, ReadOnlySpan<Tensor> masks);

    /// <summary>Where the gradients by queries, keys and values go.</summary>
    protected abstract void Destinations(Pullback call, out HeadView byQuery, out HeadView byKey, out HeadView byValue);

    protected sealed override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, Math.Clamp(inputs.Length, _tensors, _tensors + MostMasks));
        ExpectFloats(inputs[.._tensors]);
        ExpectShapes(inputs);
        AttentionTask task = Given(inputs);
        DType dtype = inputs[0].DType;
        AttentionInputs.ExpectMasks(this, in task, dtype, inputs[_tensors..]);
        Tensor output = Result(OutputOf(inputs), dtype);
        Tensor? kept = call.IsRecorded ? Result(Shape.Of([task.Units, task.Queries, Attention.KeptPerQuery], Name), dtype) : null;
        Attention.Forward(in task, Heads(output), kept is null ? default : kept.Elements());
        if (kept is not null)
        {
            call.Keep(kept);
        }

        return output;
    }

    protected sealed override void Differentiate(Pullback call)
    {
        ReadOnlySpan<Tensor> masks = call.Inputs[_tensors..];
        if (call.IsRecording || AttentionInputs.NeedsMask(call, _tensors))
        {
            AttentionInputs.SetMasks(call, _tensors, Compose(call, masks));
            return;
        }

        Destinations(call, out HeadView byQuery, out HeadView byKey, out HeadView byValue);
        AttentionTask task = Given(call.Inputs);
        Attention.Backward(in task, Heads(call.Output), call.Kept[0], Heads(call.Upstream), byQuery, byKey, byValue);
    }

    private AttentionTask Given(ReadOnlySpan<Tensor> inputs)
    {
        AttentionTask task = Task(inputs);
        return task with
        {
            Scale = Settings.Scale ?? AttentionInputs.DefaultScale(task.KeySize),
            Causal = Settings.Causal,
            Drops = _drops,
            Mask = inputs.Length > _tensors ? new(inputs[_tensors]) : default,
            OtherMask = inputs.Length > _tensors + 1 ? new(inputs[_tensors + 1]) : default,
        };
    }
}
