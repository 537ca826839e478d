// The part of RunPod's GraphQL schema that worker tools use. No SDL is published: reconstructed from official clients
// (reference: runpodctl, runpod-python, flash, runpod-mcp). Field names and nullability follow what they send.
export const schemaText = /* GraphQL */ `
  enum FlashBootType { OFF FLASHBOOT PRIORITY_FLASHBOOT }
  type EnvironmentVariable { key: String value: String }
  input EnvironmentVariableInput { key: String! value: String! }
  type NetworkVolumeRef { networkVolumeId: String dataCenterId: String }
  input NetworkVolumeIdsInput { networkVolumeId: String! }

  type PodTemplate {
    id: String! name: String! imageName: String dockerArgs: String env: [EnvironmentVariable]
    containerDiskInGb: Int volumeInGb: Int volumeMountPath: String ports: String containerRegistryAuthId: String
    isServerless: Boolean isPublic: Boolean readme: String startSsh: Boolean startJupyter: Boolean
    startScript: String advancedStart: Boolean category: String config: String portsConfig: [PortLabel!]
  }
  type PortLabel { port: String name: String }
  input SaveTemplateInput {
    id: String name: String! imageName: String! containerDiskInGb: Int! volumeInGb: Int! dockerArgs: String!
    env: [EnvironmentVariableInput!]! isServerless: Boolean containerRegistryAuthId: String ports: String
    readme: String startSsh: Boolean startJupyter: Boolean startScript: String advancedStart: Boolean
    volumeMountPath: String category: String isPublic: Boolean config: String
  }

  type EndpointWorker { id: String! desiredStatus: String }
  type Endpoint {
    id: String! name: String! templateId: String template: PodTemplate type: String version: Int
    gpuIds: String gpuCount: Int instanceIds: [String] computeType: String
    workersMin: Int workersMax: Int workersStandby: Int idleTimeout: Int executionTimeoutMs: Int
    scalerType: String scalerValue: Int locations: String networkVolumeId: String
    networkVolumeIds: [NetworkVolumeRef] flashBootType: FlashBootType allowedCudaVersions: String
    minCudaVersion: String modelReferences: [String] compliance: [String!] env: [EnvironmentVariable]
    createdAt: String
    userId: String pods: [EndpointWorker]
  }
  input InlineTemplateInput {
    name: String! imageName: String! containerDiskInGb: Int dockerArgs: String env: [EnvironmentVariableInput!]
  }
  input EndpointInput {
    id: String name: String! templateId: String template: InlineTemplateInput type: String
    gpuIds: String gpuCount: Int instanceIds: [String!] workersMin: Int workersMax: Int idleTimeout: Int
    executionTimeoutMs: Int scalerType: String scalerValue: Int locations: String networkVolumeId: String
    networkVolumeIds: [NetworkVolumeIdsInput!] flashBootType: FlashBootType allowedCudaVersions: String
    minCudaVersion: String modelReferences: [String!]
  }
  input UpdateEndpointTemplateInput { endpointId: String! templateId: String! }

  type RegistryCredential { id: String! name: String! }
  input SaveRegistryAuthInput { name: String! username: String! password: String! }

  type Myself {
    id: String! email: String clientBalance: Float currentSpendPerHr: Float spendLimit: Float
    maxServerlessConcurrency: Int endpoints: [Endpoint!] endpoint(id: String!): Endpoint
    podTemplates: [PodTemplate!] containerRegistryCreds: [RegistryCredential!]
  }
  type Query { myself: Myself podTemplate(id: String!): PodTemplate }
  type Mutation {
    saveTemplate(input: SaveTemplateInput): PodTemplate
    deleteTemplate(templateName: String): Boolean
    saveEndpoint(input: EndpointInput!): Endpoint
    deleteEndpoint(id: String!): Boolean
    updateEndpointTemplate(input: UpdateEndpointTemplateInput): Endpoint
    saveRegistryAuth(input: SaveRegistryAuthInput!): RegistryCredential
    deleteRegistryAuth(registryAuthId: String!): Boolean
  }
`;
